"""COCO's JSON: instances and panoptic segmentation."""
