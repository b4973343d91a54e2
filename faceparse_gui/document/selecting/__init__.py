"""Areas under the pointer: polygons, flood fill, GrabCut, scribbles, pushed edges."""
