<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AcceptDialog</name>
    <message>
        <source>Accept some classes of {0}</source>
        <translation>接受 {0} 的部分类别</translation>
    </message>
    <message>
        <source>Only the ticked classes are taken for right, here and where they are absent. Fine-tuning learns nothing else from this photo.</source>
        <translation>只有勾选的类别被视为正确，包括它们不存在之处。微调不会从这张照片学习其他内容。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
</context>
<context>
    <name>AcceptingSome</name>
    <message>
        <source>Parse or paint this photo before accepting it.</source>
        <translation>请先解析或绘制这张照片，然后再接受。</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Open photos…</source>
        <translation>打开照片…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open folder with sub-folders…</source>
        <translation>打开文件夹及其子文件夹…</translation>
    </message>
    <message>
        <source>Open sample photos</source>
        <translation>打开示例照片</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Import masks…</source>
        <translation>导入掩膜…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Parse</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>Parse all</source>
        <translation>全部解析</translation>
    </message>
    <message>
        <source>Photos are aligned face crops</source>
        <translation>照片是已对齐的人脸裁剪图</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>上一张照片</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>下一张照片</translation>
    </message>
    <message>
        <source>Previous unaccepted photo</source>
        <translation>上一张未接受的照片</translation>
    </message>
    <message>
        <source>Next unaccepted photo</source>
        <translation>下一张未接受的照片</translation>
    </message>
    <message>
        <source>Next most uncertain photo</source>
        <translation>下一张最不确定的照片</translation>
    </message>
    <message>
        <source>Accept some classes…</source>
        <translation>接受部分类别…</translation>
    </message>
    <message>
        <source>Accept only what was corrected: the rest is not taken for right</source>
        <translation>只接受已更正的内容：其余部分不视为正确</translation>
    </message>
    <message>
        <source>Get used to these photos</source>
        <translation>适应这些照片</translation>
    </message>
    <message>
        <source>Before any correction: the network gets used to their light and camera</source>
        <translation>修正之前：让网络适应这些照片的光线和相机</translation>
    </message>
    <message>
        <source>Photos with saved labels that are no longer in the folder</source>
        <translation>有已保存的标签但已不在文件夹中的照片</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Edit shortcuts…</source>
        <translation>编辑快捷键…</translation>
    </message>
    <message>
        <source>Getting started</source>
        <translation>快速入门</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Open the folder with the log files</source>
        <translation>打开日志文件所在的文件夹</translation>
    </message>
    <message>
        <source>Parse each photo as one aligned face, as in CelebAMask-HQ, without face detection</source>
        <translation>将整张照片作为一张已对齐的人脸解析（如 CelebAMask-HQ），不检测人脸</translation>
    </message>
    <message>
        <source>Accept and next</source>
        <translation>接受并转到下一张</translation>
    </message>
    <message>
        <source>Add or change a face…</source>
        <translation>添加或更改人脸…</translation>
    </message>
    <message>
        <source>Fine-tune on corrections…</source>
        <translation>基于修正微调…</translation>
    </message>
    <message>
        <source>Versions…</source>
        <translation>版本…</translation>
    </message>
    <message>
        <source>Missing photos…</source>
        <translation>缺失的照片…</translation>
    </message>
    <message>
        <source>Clean up…</source>
        <translation>清理…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>About faceparse-gui</source>
        <translation>关于 faceparse-gui</translation>
    </message>
</context>
<context>
    <name>AddingFaces</name>
    <message>
        <source>Draw a frame</source>
        <translation>绘制人脸框</translation>
    </message>
    <message>
        <source>Draw a box around a face that was not found, and parse that face</source>
        <translation>在未找到的人脸周围画一个框，并解析这张人脸</translation>
    </message>
    <message>
        <source>Parse this face again</source>
        <translation>重新解析这张人脸</translation>
    </message>
    <message>
        <source>Remove this face</source>
        <translation>移除这张人脸</translation>
    </message>
</context>
<context>
    <name>AdvancedFinetune</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Same as above</source>
        <translation>同上</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Custom time</source>
        <translation>自定义时间</translation>
    </message>
    <message>
        <source>Optional: a folder with images/ and masks/ from earlier training, to prevent forgetting</source>
        <translation>可选：含有先前训练数据 images/ 和 masks/ 的文件夹，用于防止遗忘</translation>
    </message>
    <message>
        <source>This folder does not contain images/ and masks/.</source>
        <translation>此文件夹中没有 images/ 和 masks/。</translation>
    </message>
    <message>
        <source>Replay folder</source>
        <translation>回放文件夹</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Photo and labels</source>
        <translation>照片和标签</translation>
    </message>
</context>
<context>
    <name>CanvasActions</name>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Pick class</source>
        <translation>拾取类别</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Move edge</source>
        <translation>推移边缘</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>智能选择</translation>
    </message>
    <message>
        <source>Scribble fix</source>
        <translation>涂抹修正</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>Swap with background</source>
        <translation>与背景互换</translation>
    </message>
    <message>
        <source>Paint only over background</source>
        <translation>仅覆盖背景</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Photo only (hold)</source>
        <translation>只看照片（按住）</translation>
    </message>
</context>
<context>
    <name>ChoiceOfClasses</name>
    <message>
        <source>Paint only over</source>
        <translation>仅覆盖</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Only “{0}”</source>
        <translation>仅“{0}”</translation>
    </message>
    <message>
        <source>The class under the cursor</source>
        <translation>光标下的类别</translation>
    </message>
</context>
<context>
    <name>ClassChoice</name>
    <message>
        <source>All {0} classes except background</source>
        <translation>除背景外的全部 {0} 个类别</translation>
    </message>
    <message>
        <source>{0} of {1} classes except background</source>
        <translation>除背景外 {1} 个类别中的 {0} 个</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Classes: {0}</source>
        <translation>类别：{0}</translation>
    </message>
</context>
<context>
    <name>ClassColor</name>
    <message>
        <source>Display colour of “{name}”</source>
        <translation>“{name}”的显示颜色</translation>
    </message>
</context>
<context>
    <name>ClassCommands</name>
    <message>
        <source>Lock active class</source>
        <translation>锁定当前类别</translation>
    </message>
    <message>
        <source>Hide active class</source>
        <translation>隐藏当前类别</translation>
    </message>
    <message>
        <source>Decrease class opacity</source>
        <translation>降低类别不透明度</translation>
    </message>
    <message>
        <source>Increase class opacity</source>
        <translation>提高类别不透明度</translation>
    </message>
    <message>
        <source>Show all classes</source>
        <translation>显示所有类别</translation>
    </message>
    <message>
        <source>Class {0}</source>
        <translation>类别 {0}</translation>
    </message>
</context>
<context>
    <name>ClassNames</name>
    <message>
        <source>{0}: write name = class, for example headwear = hat.</source>
        <translation>{0}：请写成“名称 = 类别”，例如 headwear = hat。</translation>
    </message>
    <message>
        <source>There is no class {0}. The classes are {1}.</source>
        <translation>没有类别 {0}。可用的类别：{1}。</translation>
    </message>
</context>
<context>
    <name>ClassPanel</name>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Show all classes except the background</source>
        <translation>显示除背景外的所有类别</translation>
    </message>
    <message>
        <source>Distinct (colour-blind safe)</source>
        <translation>易于区分（色盲友好）</translation>
    </message>
    <message>
        <source>CelebAMask-HQ (as in files)</source>
        <translation>CelebAMask-HQ（与文件一致）</translation>
    </message>
    <message>
        <source>Display colours of the classes. Files are not affected.</source>
        <translation>各类别的显示颜色，不影响文件。</translation>
    </message>
    <message>
        <source>All classes are shown except the background; use its eye icon to show it.</source>
        <translation>除背景外的所有类别均已显示；点击背景的眼睛图标可显示背景。</translation>
    </message>
    <message>
        <source>Opacity of all classes</source>
        <translation>所有类别的不透明度</translation>
    </message>
    <message>
        <source>Opacity of the active class</source>
        <translation>当前类别的不透明度</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>所有类别</translation>
    </message>
</context>
<context>
    <name>ClassRow</name>
    <message>
        <source>Double-click to change the colour</source>
        <translation>双击以更改颜色</translation>
    </message>
    <message>
        <source>Lock {name}</source>
        <translation>锁定{name}</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>显示{name}</translation>
    </message>
    <message>
        <source>Lock: protect this class from edits</source>
        <translation>锁定：防止编辑此类别</translation>
    </message>
    <message>
        <source>Show or hide (double-click or Alt+click: only this class)</source>
        <translation>显示或隐藏（双击或 Alt+点击：仅显示此类别）</translation>
    </message>
    <message>
        <source>active</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>颜色…</translation>
    </message>
    <message>
        <source>Reset colour</source>
        <translation>重置颜色</translation>
    </message>
    <message>
        <source>Show only this class</source>
        <translation>仅显示此类别</translation>
    </message>
    <message>
        <source>Paint only over this class</source>
        <translation>仅覆盖此类别</translation>
    </message>
</context>
<context>
    <name>ClassScores</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>Classes</name>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Skin</source>
        <translation>皮肤</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>鼻子</translation>
    </message>
    <message>
        <source>Glasses</source>
        <translation>眼镜</translation>
    </message>
    <message>
        <source>Left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>右眼</translation>
    </message>
    <message>
        <source>Left brow</source>
        <translation>左眉</translation>
    </message>
    <message>
        <source>Right brow</source>
        <translation>右眉</translation>
    </message>
    <message>
        <source>Left ear</source>
        <translation>左耳</translation>
    </message>
    <message>
        <source>Right ear</source>
        <translation>右耳</translation>
    </message>
    <message>
        <source>Inner mouth</source>
        <translation>口腔</translation>
    </message>
    <message>
        <source>Upper lip</source>
        <translation>上唇</translation>
    </message>
    <message>
        <source>Lower lip</source>
        <translation>下唇</translation>
    </message>
    <message>
        <source>Hair</source>
        <translation>头发</translation>
    </message>
    <message>
        <source>Hat</source>
        <translation>帽子</translation>
    </message>
    <message>
        <source>Earring</source>
        <translation>耳环</translation>
    </message>
    <message>
        <source>Necklace</source>
        <translation>项链</translation>
    </message>
    <message>
        <source>Neck</source>
        <translation>脖子</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>衣服</translation>
    </message>
</context>
<context>
    <name>CleaningMany</name>
    <message>
        <source>None of the selected photos has labels that can be changed.</source>
        <translation>选中的照片都没有可以更改的标签。</translation>
    </message>
    <message>
        <source>A clean-up is running. Wait for it to finish or cancel it.</source>
        <translation>正在清理照片。请等待完成或取消。</translation>
    </message>
    <message>
        <source>Nothing to clean up.</source>
        <translation>没有需要清理的内容。</translation>
    </message>
    <message>
        <source>{0} cleaned up: {1}.</source>
        <translation>已清理 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} skipped (cancelled).</source>
        <translation>已跳过 {0}（已取消）。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>CleanupDialog</name>
    <message>
        <source>Clean up</source>
        <translation>清理</translation>
    </message>
    <message>
        <source>All classes that are not locked</source>
        <translation>所有未锁定的类别</translation>
    </message>
    <message>
        <source>The class selected in the class list</source>
        <translation>类别列表中选中的类别</translation>
    </message>
    <message>
        <source>Each class in turn, except the background</source>
        <translation>逐个类别处理，不含背景</translation>
    </message>
    <message>
        <source>Otherwise accepted photos are not changed</source>
        <translation>否则不会更改已接受的照片</translation>
    </message>
    <message>
        <source>Previewing</source>
        <translation>正在预览</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Apply to this photo (Enter)</source>
        <translation>应用到这张照片（Enter）</translation>
    </message>
    <message>
        <source>Apply to the selected photos in the background</source>
        <translation>在后台应用到选中的照片</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close without applying (Esc)</source>
        <translation>关闭而不应用（Esc）</translation>
    </message>
    <message>
        <source>Include accepted photos ({0}); they must be accepted again</source>
        <translation>包括已接受的照片（{0}）；之后须重新接受</translation>
    </message>
    <message>
        <source>Changes 1 pixel of this photo.</source>
        <translation>将更改这张照片的 1 个像素。</translation>
    </message>
    <message>
        <source>Preview stopped. You can still apply.</source>
        <translation>预览已停止。仍可应用。</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>并入</translation>
    </message>
    <message>
        <source>What to clean up</source>
        <translation>清理内容</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>“{0}” only</source>
        <translation>仅“{0}”</translation>
    </message>
    <message>
        <source>Apply to {0}</source>
        <translation>应用到 {0}</translation>
    </message>
    <message>
        <source>Computing preview…</source>
        <translation>正在生成预览…</translation>
    </message>
    <message>
        <source>Nothing to change in this photo.</source>
        <translation>这张照片没有需要更改的地方。</translation>
    </message>
    <message>
        <source>Changes {0:,} pixels of this photo.</source>
        <translation>将更改这张照片的 {0:,} 个像素。</translation>
    </message>
</context>
<context>
    <name>Cleanups</name>
    <message>
        <source>Remove islands</source>
        <translation>去除孤岛</translation>
    </message>
    <message>
        <source>Merge small parts of a class into their surroundings. With all classes, parts of normal size, such as earrings, are kept.</source>
        <translation>将类别的小块并入周围的类别。处理所有类别时，大小正常的部分（例如耳环）会保留。</translation>
    </message>
    <message>
        <source>Smaller than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补孔洞</translation>
    </message>
    <message>
        <source>Fill areas enclosed by a class.</source>
        <translation>填充被类别包围的区域。</translation>
    </message>
    <message>
        <source>Smooth jagged edges of a class.</source>
        <translation>平滑类别的锯齿状边缘。</translation>
    </message>
    <message>
        <source>Move the edge of a class outwards.</source>
        <translation>将类别的边缘向外移动。</translation>
    </message>
    <message>
        <source>Move the edge of a class inwards.</source>
        <translation>将类别的边缘向内移动。</translation>
    </message>
    <message>
        <source>Change all pixels of a class to another class.</source>
        <translation>将类别的所有像素改为另一个类别。</translation>
    </message>
    <message>
        <source>Swap left and right eyes, brows and ears.</source>
        <translation>互换左右眼睛、眉毛和耳朵。</translation>
    </message>
    <message>
        <source>Reset to prediction</source>
        <translation>重置为预测</translation>
    </message>
    <message>
        <source>Discard all corrections of a class.</source>
        <translation>放弃对类别的所有修正。</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Smooth edges</source>
        <translation>平滑边缘</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>半径</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>扩张</translation>
    </message>
    <message>
        <source>By</source>
        <translation>幅度</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>收缩</translation>
    </message>
    <message>
        <source>Merge into another class</source>
        <translation>并入另一个类别</translation>
    </message>
    <message>
        <source>Swap left and right</source>
        <translation>左右互换</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A fine-tuning is running.</source>
        <translation>微调正在进行。</translation>
    </message>
    <message>
        <source>It can continue in the background. The result is shown when you open this folder again.</source>
        <translation>它可以在后台继续。再次打开此文件夹时会显示结果。</translation>
    </message>
    <message>
        <source>The queued run is offered then, too.</source>
        <translation>排队的微调届时也会提供。</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>Stop and resume later</source>
        <translation>停止，以后继续</translation>
    </message>
    <message>
        <source>Keep window open</source>
        <translation>不关闭窗口</translation>
    </message>
    <message>
        <source>Your latest changes cannot be saved.</source>
        <translation>最近的更改无法保存。</translation>
    </message>
    <message>
        <source>Free up disk space or restore write permission, then try again.</source>
        <translation>请释放磁盘空间或恢复写入权限，然后重试。</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>不保存并关闭</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <source>Loss by step</source>
        <translation>各步的损失</translation>
    </message>
    <message>
        <source>F on held-back corrections</source>
        <translation>留出修正上的 F</translation>
    </message>
    <message>
        <source>Held back</source>
        <translation>留出的修正</translation>
    </message>
    <message>
        <source>● {0:.3f}</source>
        <translation>● {0:.3f}</translation>
    </message>
    <message>
        <source>┄ before {0:.3f}</source>
        <translation>┄ 之前 {0:.3f}</translation>
    </message>
</context>
<context>
    <name>CutClothes</name>
    <message>
        <source>Cut clothes off below pointer</source>
        <translation>裁去指针以下的衣服</translation>
    </message>
    <message>
        <source>Point at where the clothes are to end, then press the key.</source>
        <translation>请先指向衣服应结束的位置，再按此键。</translation>
    </message>
    <message>
        <source>Cut clothes off</source>
        <translation>裁去衣服</translation>
    </message>
    <message>
        <source>There are no clothes to cut off below the pointer.</source>
        <translation>指针以下没有可裁去的衣服。</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>把照片或文件夹拖到这里</translation>
    </message>
    <message>
        <source>Open photos…</source>
        <translation>打开照片…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Try the sample photos</source>
        <translation>试试示例照片</translation>
    </message>
    <message>
        <source>Missing photos…</source>
        <translation>缺失的照片…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{0} is not in the folder.</source>
        <translation>{0} 不在文件夹中。</translation>
    </message>
    <message>
        <source>Its labels are kept.</source>
        <translation>它的标签已保留。</translation>
    </message>
    <message>
        <source>Your work is saved automatically next to the photos. The photos are never changed.</source>
        <translation>您的工作会自动保存在照片旁边，照片本身不会被修改。</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>人工修正</translation>
    </message>
    <message>
        <source>Too few corrections to hold some back.</source>
        <translation>修正太少，无法留出一部分。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Resumes a stopped export: {0:,} done.</source>
        <translation>将继续已中止的导出：已完成 {0:,} 个。</translation>
    </message>
    <message>
        <source>Existing files: {0:,}. You will be asked what to do.</source>
        <translation>已存在的文件：{0:,} 个。届时会询问如何处理。</translation>
    </message>
    <message>
        <source>{0}, {1}.</source>
        <translation>{0}，{1}。</translation>
    </message>
    <message>
        <source>{0}, up to {1}.</source>
        <translation>{0}，最多 {1}。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择一个文件。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Files to write</source>
        <translation>将写入的文件</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>请选择一个文件夹。</translation>
    </message>
</context>
<context>
    <name>ExportQuestion</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>{0:,} files already exist in {1}.</source>
        <translation>{1} 中已存在 {0:,} 个文件。</translation>
    </message>
    <message>
        <source>{0} already exists in {1}.</source>
        <translation>{1} 中已存在 {0}。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep existing files and write only new ones</source>
        <translation>保留现有文件，只写入新文件</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>There are no labels to export yet. Parse or paint first.</source>
        <translation>还没有可导出的标签。请先解析或绘制。</translation>
    </message>
    <message>
        <source>An export is running. Wait for it to finish or cancel it.</source>
        <translation>正在导出。请等待完成或取消。</translation>
    </message>
    <message>
        <source>Resuming the stopped export: {0:,} of {1:,} done.</source>
        <translation>正在继续已中止的导出：{1:,} 个中已完成 {0:,} 个。</translation>
    </message>
    <message>
        <source>The format has no class “{0}”; it was exported as background in {1}.</source>
        <translation>此格式没有“{0}”类别；在 {1}中已导出为背景。</translation>
    </message>
    <message>
        <source>Export stopped at {0:,} of {1:,}. Export again with the same options to resume.</source>
        <translation>导出在 {0:,} / {1:,} 处中止。以相同选项再次导出即可继续。</translation>
    </message>
    <message>
        <source>{0} exported to {1}.</source>
        <translation>已将 {0}导出到 {1}。</translation>
    </message>
    <message>
        <source>All background: {0:,}.</source>
        <translation>全为背景：{0:,}。</translation>
    </message>
    <message>
        <source>Left out, without a face: {0}.</source>
        <translation>没有人脸而略过：{0}。</translation>
    </message>
    <message>
        <source>Exported earlier: {0:,}.</source>
        <translation>先前已导出：{0:,} 个。</translation>
    </message>
    <message>
        <source>Already existing: {0:,}.</source>
        <translation>已存在：{0:,} 个。</translation>
    </message>
    <message>
        <source>Failed: {0:,}.</source>
        <translation>失败：{0:,} 个。</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>{0:,} more failed. For the full list, see Help → Show log.</source>
        <translation>另有 {0:,} 个失败。完整列表见“帮助 → 显示日志”。</translation>
    </message>
</context>
<context>
    <name>FileTree</name>
    <message>
        <source>Files to write</source>
        <translation>将写入的文件</translation>
    </message>
    <message>
        <source>already exists</source>
        <translation>已存在</translation>
    </message>
    <message>
        <source>list of the files</source>
        <translation>文件清单</translation>
    </message>
    <message>
        <source>… and {0:,} more</source>
        <translation>……以及另外 {0:,} 个</translation>
    </message>
    <message>
        <source>already exist: {0:,}</source>
        <translation>已存在：{0:,} 个</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Search by name</source>
        <translation>按名称搜索</translation>
    </message>
    <message>
        <source>All photos</source>
        <translation>所有照片</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>未接受</translation>
    </message>
    <message>
        <source>New</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>没有人脸</translation>
    </message>
    <message>
        <source>Parsed</source>
        <translation>已解析</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>With issues</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>Filter photos</source>
        <translation>筛选照片</translation>
    </message>
    <message>
        <source>Changed by another program</source>
        <translation>被其他程序更改</translation>
    </message>
</context>
<context>
    <name>FinetuneDialog</name>
    <message>
        <source>Fine-tune on corrections</source>
        <translation>基于修正微调</translation>
    </message>
    <message>
        <source>Checking corrections…</source>
        <translation>正在检查修正…</translation>
    </message>
    <message>
        <source>Include edited photos that are not accepted ({0:,})</source>
        <translation>包括尚未接受的已编辑照片（{0:,}）</translation>
    </message>
    <message>
        <source>Get used to these photos</source>
        <translation>适应这些照片</translation>
    </message>
    <message>
        <source>Before any correction: the network gets used to their light and camera</source>
        <translation>修正之前：让网络适应这些照片的光线和相机</translation>
    </message>
    <message>
        <source>Quick, about 1 minute</source>
        <translation>快速，约 1 分钟</translation>
    </message>
    <message>
        <source>Standard, about 5 minutes</source>
        <translation>标准，约 5 分钟</translation>
    </message>
    <message>
        <source>Thorough, about 20 minutes</source>
        <translation>充分，约 20 分钟</translation>
    </message>
    <message>
        <source>These photos, and others like them</source>
        <translation>这些照片及类似照片</translation>
    </message>
    <message>
        <source>Only this set: one person, one clip or one rule</source>
        <translation>仅这一组：同一个人、同一段视频或同一条规则</translation>
    </message>
    <message>
        <source>Careful: keep what the model knows</source>
        <translation>谨慎：保留模型已学到的内容</translation>
    </message>
    <message>
        <source>Starts from {0}. The result is used only if it is better than {1}, which is in use.</source>
        <translation>起点：{0}。只有结果优于正在使用的 {1} 时才会使用。</translation>
    </message>
    <message>
        <source>Starts from {0}, which is in use. The result is used only if it is better.</source>
        <translation>起点：{0}（正在使用）。只有结果更好时才会使用。</translation>
    </message>
    <message>
        <source>Training data</source>
        <translation>训练数据</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Learn for</source>
        <translation>学习范围</translation>
    </message>
    <message>
        <source>No corrections yet.</source>
        <translation>还没有修正。</translation>
    </message>
    <message>
        <source>{0:,} corrected photos</source>
        <translation>{0:,} 张修正过的照片</translation>
    </message>
    <message>
        <source>1 corrected photo</source>
        <translation>1 张修正过的照片</translation>
    </message>
    <message>
        <source>{0:,} face crops</source>
        <translation>{0:,} 个人脸裁剪图</translation>
    </message>
    <message>
        <source>1 face crop</source>
        <translation>1 个人脸裁剪图</translation>
    </message>
    <message>
        <source>{0}, {1}.</source>
        <translation>{0}，{1}。</translation>
    </message>
    <message>
        <source>The corrections cannot be read.</source>
        <translation>无法读取修正。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
</context>
<context>
    <name>FinetunePanel</name>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>No run yet.</source>
        <translation>尚未运行。</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Discard queued run</source>
        <translation>放弃排队的微调</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>One more run is queued.</source>
        <translation>还有一次微调在排队。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>The computer is busy: about {0} more</source>
        <translation>计算机繁忙：大约还需 {0}</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Preparing corrections…</source>
        <translation>正在准备修正…</translation>
    </message>
    <message>
        <source>Cross-validation on held-back corrections…</source>
        <translation>正在用留出的修正做交叉验证…</translation>
    </message>
    <message>
        <source>Final training on all corrections…</source>
        <translation>正在用所有修正进行最终训练…</translation>
    </message>
    <message>
        <source>Getting used to these photos…</source>
        <translation>正在适应这些照片…</translation>
    </message>
    <message>
        <source>Comparing the new version with the one in use…</source>
        <translation>正在比较新版本与使用中的版本…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>{0:.1f} images/s</source>
        <translation>每秒 {0:.1f} 张图</translation>
    </message>
</context>
<context>
    <name>FinetuneService</name>
    <message>
        <source>Another process is already running this fine-tuning.</source>
        <translation>已有另一个进程在运行这次微调。</translation>
    </message>
    <message>
        <source>Fine-tuning was terminated, perhaps because memory ran out.</source>
        <translation>微调被终止，可能是内存不足。</translation>
    </message>
    <message>
        <source>Fine-tuning crashed (signal {0}). {1}</source>
        <translation>微调崩溃（信号 {0}）。{1}</translation>
    </message>
    <message>
        <source>Fine-tuning ended with exit code {0} and no message.</source>
        <translation>微调以退出码 {0} 结束，没有任何消息。</translation>
    </message>
</context>
<context>
    <name>Finetuning</name>
    <message>
        <source>One fine-tuning is running and another is queued. Wait for them or cancel one.</source>
        <translation>已有一次微调在运行、另一次在排队。请等待完成或取消其中一次。</translation>
    </message>
    <message>
        <source>Corrections are already being collected for a fine-tuning.</source>
        <translation>正在为一次微调收集修正。</translation>
    </message>
    <message>
        <source>Collecting corrections…</source>
        <translation>正在收集修正…</translation>
    </message>
    <message>
        <source>Fine-tuning from {0}</source>
        <translation>从 {0} 微调</translation>
    </message>
    <message>
        <source>Getting used to these photos</source>
        <translation>适应这些照片</translation>
    </message>
    <message>
        <source>This fine-tuning is queued and starts when the current one ends.</source>
        <translation>这次微调已排队，当前微调结束后开始。</translation>
    </message>
    <message>
        <source>Saving the new version…</source>
        <translation>正在保存新版本…</translation>
    </message>
    <message>
        <source>A fine-tuning of another folder has finished. Its result is shown when you open that folder.</source>
        <translation>另一个文件夹的微调已完成。打开该文件夹时会显示其结果。</translation>
    </message>
    <message>
        <source>Stopped. The progress is kept.</source>
        <translation>已停止。进度已保留。</translation>
    </message>
    <message>
        <source>Fine-tuning stopped.</source>
        <translation>微调已停止。</translation>
    </message>
    <message>
        <source>{0} {1} stays in use.</source>
        <translation>{0} {1} 继续使用。</translation>
    </message>
    <message>
        <source>A fine-tuning is still running in the background. You will be notified when it ends.</source>
        <translation>一次微调仍在后台运行。结束时会通知您。</translation>
    </message>
    <message>
        <source>A fine-tuning of this folder is unfinished.</source>
        <translation>此文件夹有一次未完成的微调。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>The latest corrections in {0} are not saved yet. Try again in a moment.</source>
        <translation>{0} 中最近的修正尚未保存。请稍后再试。</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>The unfinished fine-tuning was discarded.</source>
        <translation>未完成的微调已丢弃。</translation>
    </message>
</context>
<context>
    <name>FoldRow</name>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
</context>
<context>
    <name>FormatBox</name>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>Masks</source>
        <translation>掩膜</translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Editors</source>
        <translation>编辑器</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>From installed packages</source>
        <translation>来自已安装的软件包</translation>
    </message>
    <message>
        <source>One class id per pixel, for training code</source>
        <translation>每像素一个类别编号，供训练代码使用</translation>
    </message>
    <message>
        <source>Binary masks, for tools without classes</source>
        <translation>二值掩膜，供不区分类别的工具使用</translation>
    </message>
    <message>
        <source>CelebAMask-HQ&apos;s layout, for its training scripts</source>
        <translation>CelebAMask-HQ 的目录结构，供其训练脚本使用</translation>
    </message>
    <message>
        <source>For Datumaro, which converts to many other formats</source>
        <translation>供 Datumaro 使用，可再转换为许多其他格式</translation>
    </message>
    <message>
        <source>Image folder for the datasets library</source>
        <translation>供 datasets 库使用的图像文件夹</translation>
    </message>
    <message>
        <source>One JSON file per photo, to edit in labelme</source>
        <translation>每张照片一个 JSON 文件，可在 labelme 中编辑</translation>
    </message>
    <message>
        <source>Zip file to upload to a CVAT task</source>
        <translation>可上传到 CVAT 任务的 zip 文件</translation>
    </message>
    <message>
        <source>One layer per class, to edit in Krita</source>
        <translation>每个类别一个图层，可在 Krita 中编辑</translation>
    </message>
    <message>
        <source>Classes in colour, for viewing</source>
        <translation>以颜色显示类别，便于查看</translation>
    </message>
    <message>
        <source>Photo with class overlay, for presentation</source>
        <translation>叠加类别的照片，便于展示</translation>
    </message>
    <message>
        <source>Hair, face or person on a transparent background</source>
        <translation>透明背景上的头发、面部或人物</translation>
    </message>
    <message>
        <source>Thumbnails of all photos, for printing</source>
        <translation>所有照片的缩略图，便于打印</translation>
    </message>
    <message>
        <source>Labels and confidence as arrays, for Python</source>
        <translation>标签与置信度数组，供 Python 使用</translation>
    </message>
    <message>
        <source>LaPa&apos;s folders and its 11 classes</source>
        <translation>LaPa 的文件夹及其 11 个类别</translation>
    </message>
    <message>
        <source>Objects in one JSON file, for detectors and pycocotools</source>
        <translation>所有对象在一个 JSON 文件中，供检测器与 pycocotools 使用</translation>
    </message>
    <message>
        <source>Segments as PNG and JSON, for COCO&apos;s panoptic API</source>
        <translation>以 PNG 和 JSON 保存的分割，供 COCO 全景 API 使用</translation>
    </message>
    <message>
        <source>Pascal VOC&apos;s folders, for older segmentation code</source>
        <translation>Pascal VOC 的文件夹，供较早的分割代码使用</translation>
    </message>
    <message>
        <source>One {0} file</source>
        <translation>一个 {0} 文件</translation>
    </message>
    <message>
        <source>{0} for each photo</source>
        <translation>每张照片一个 {0}</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>一个文件夹</translation>
    </message>
</context>
<context>
    <name>GateDialog</name>
    <message>
        <source>Result of the fine-tuning</source>
        <translation>微调的结果</translation>
    </message>
    <message>
        <source>Go back to {0}</source>
        <translation>退回到 {0}</translation>
    </message>
    <message>
        <source>Too few corrections to tell if {0} is better: about {1} more to correct on photos like these.</source>
        <translation>修正太少，无法判断 {0} 是否更好：在这类照片上需要修正的约多 {1}。</translation>
    </message>
    <message>
        <source>{0} is better than {1}.</source>
        <translation>{0} 比 {1} 更好。</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>F per class on held-back corrections</source>
        <translation>在留出的修正上各类别的 F</translation>
    </message>
    <message>
        <source>On held-back photos</source>
        <translation>在留出的照片上</translation>
    </message>
    <message>
        <source>Judged on {0} that it had not learned from.</source>
        <translation>依据它没有学习过的 {0} 判断。</translation>
    </message>
    <message>
        <source>Judged by how sure it is itself, on faces that it had not got used to: nobody has corrected these photos.</source>
        <translation>根据网络自身的把握来评判，所用人脸未参与适应：这些照片还没有人修正过。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Use anyway</source>
        <translation>仍然使用</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
    <message>
        <source>Keep {0}</source>
        <translation>继续使用 {0}</translation>
    </message>
    <message>
        <source>{0} stays in use until you decide.</source>
        <translation>在您决定之前，继续使用 {0}。</translation>
    </message>
    <message>
        <source>{0} has got used to these photos: it expects {1} fewer wrong pixels in them.</source>
        <translation>{0} 已适应这些照片：预计其中的错误像素减少 {1}。</translation>
    </message>
    <message>
        <source>{0} is hardly better: about {1} less to correct, too little to be felt.</source>
        <translation>{0} 几乎没有更好：需要修正的约少 {1}，感觉不出来。</translation>
    </message>
    <message>
        <source>{0} may be better: about {1} less to correct on photos like these, but not surely.</source>
        <translation>{0} 可能更好：在这类照片上需要修正的约少 {1}，但不能确定。</translation>
    </message>
    <message>
        <source>{0} is better: about {1} less to correct on photos like these.</source>
        <translation>{0} 更好：在这类照片上需要修正的约少 {1}。</translation>
    </message>
    <message>
        <source>{0}: about {1} less to correct on photos like these, but it is worse elsewhere.</source>
        <translation>{0}：在这类照片上需要修正的约少 {1}，但在别处变差了。</translation>
    </message>
    <message>
        <source>{0} is not better: about {1} more to correct on photos like these.</source>
        <translation>{0} 没有更好：在这类照片上需要修正的约多 {1}。</translation>
    </message>
    <message>
        <source>{0} is better: F {1} instead of {2} on held-back corrections.</source>
        <translation>{0} 更好：在留出的修正上 F 为 {1}，原来是 {2}。</translation>
    </message>
    <message>
        <source>{0} reaches F {1} instead of {2} on held-back corrections, but is worse elsewhere.</source>
        <translation>{0} 在留出的修正上 F 达到 {1}，原来是 {2}，但在别处变差了。</translation>
    </message>
    <message>
        <source>{0} is not better: F {1} instead of {2} on held-back corrections.</source>
        <translation>{0} 没有更好：在留出的修正上 F 为 {1}，原来是 {2}。</translation>
    </message>
    <message>
        <source>{0} is not better than {1}.</source>
        <translation>{0} 不比 {1} 更好。</translation>
    </message>
    <message>
        <source>It is now in use.</source>
        <translation>它现在正在使用。</translation>
    </message>
    <message>
        <source>It is not in use.</source>
        <translation>它没有被使用。</translation>
    </message>
    <message>
        <source>{0} stays in use.</source>
        <translation>{0} 继续使用。</translation>
    </message>
</context>
<context>
    <name>GoTo</name>
    <message>
        <source>Go to active class</source>
        <translation>转到当前类别</translation>
    </message>
    <message>
        <source>Next uncertain spot</source>
        <translation>下一个不确定处</translation>
    </message>
    <message>
        <source>Previous uncertain spot</source>
        <translation>上一个不确定处</translation>
    </message>
    <message>
        <source>Next face</source>
        <translation>下一张人脸</translation>
    </message>
    <message>
        <source>There is no “{0}” in this photo.</source>
        <translation>这张照片里没有“{0}”。</translation>
    </message>
    <message>
        <source>Uncertain spot {0} of {1}</source>
        <translation>不确定处 {0} / {1}</translation>
    </message>
    <message>
        <source>No uncertain spots left in this photo.</source>
        <translation>这张照片里没有不确定处了。</translation>
    </message>
    <message>
        <source>No face was found in this photo.</source>
        <translation>这张照片中没有找到人脸。</translation>
    </message>
    <message>
        <source>This photo was parsed as a whole. There are no faces to go to.</source>
        <translation>这张照片是整张解析的，没有可转到的人脸。</translation>
    </message>
    <message>
        <source>Face {0} of {1}</source>
        <translation>人脸 {0} / {1}</translation>
    </message>
    <message>
        <source>Parse this photo first.</source>
        <translation>请先解析这张照片。</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>About faceparse-gui</source>
        <translation>关于 faceparse-gui</translation>
    </message>
    <message>
        <source>Face parsing with 19 editable classes. Everything runs on this computer.</source>
        <translation>人脸解析，19 个可编辑的类别。一切都在本机运行。</translation>
    </message>
    <message>
        <source>Program: MIT licence.</source>
        <translation>程序：MIT 许可。</translation>
    </message>
    <message>
        <source>Network{0}: trained on CelebAMask-HQ, which is for non-commercial research only, and so are these weights.</source>
        <translation>网络{0}：在 CelebAMask-HQ 上训练，该数据集仅供非商业研究使用，这些权重也是如此。</translation>
    </message>
    <message>
        <source>Sample portrait: NASA, in the public domain.</source>
        <translation>示例肖像：NASA，公有领域。</translation>
    </message>
    <message>
        <source>Built with Qt and PySide6 (LGPL 3), PyTorch, OpenCV, NumPy and Pillow.</source>
        <translation>使用 Qt 和 PySide6（LGPL 3）、PyTorch、OpenCV、NumPy 和 Pillow 构建。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import masks</source>
        <translation>导入掩膜</translation>
    </message>
    <message>
        <source>Ids only</source>
        <translation>仅按编号</translation>
    </message>
    <message>
        <source>Colours only</source>
        <translation>仅按颜色</translation>
    </message>
    <message>
        <source>{stem}_mask, *-{stem}</source>
        <translation>{stem}_mask, *-{stem}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>What counts when ids and colours disagree, as in masks saved by paint programs</source>
        <translation>编号与颜色不一致时以什么为准（例如绘图程序保存的掩膜）</translation>
    </message>
    <message>
        <source>face = skin, headwear = hat</source>
        <translation>face = skin, headwear = hat</translation>
    </message>
    <message>
        <source>Class names in the masks that differ from the names here: name = class</source>
        <translation>掩膜中与本程序不同的类别名称：名称 = 类别</translation>
    </message>
    <message>
        <source>File names of the masks, if they differ from the photos&apos; names: {stem} is the photo&apos;s name, * matches anything</source>
        <translation>掩膜的文件名（与照片不同名时）：{stem} 为照片名，* 匹配任意内容</translation>
    </message>
    <message>
        <source>Edited labels, to review</source>
        <translation>已编辑的标签，待检查</translation>
    </message>
    <message>
        <source>Accepted labels</source>
        <translation>已接受的标签</translation>
    </message>
    <message>
        <source>Prediction, for comparison</source>
        <translation>预测，用于比较</translation>
    </message>
    <message>
        <source>Keep existing labels</source>
        <translation>保留现有标签</translation>
    </message>
    <message>
        <source>Replace existing labels</source>
        <translation>替换现有标签</translation>
    </message>
    <message>
        <source>Copy missing photos into this folder</source>
        <translation>将缺少的照片复制到此文件夹</translation>
    </message>
    <message>
        <source>Import photos without annotations as all background</source>
        <translation>将没有标注的照片导入为全背景</translation>
    </message>
    <message>
        <source>Detected automatically</source>
        <translation>已自动检测</translation>
    </message>
    <message>
        <source>All matching photos are already edited or accepted. Choose to replace their labels, or to import a prediction.</source>
        <translation>匹配的照片都已编辑或接受。请选择替换其标签，或作为预测导入。</translation>
    </message>
    <message>
        <source>No mask matches a photo in this folder.</source>
        <translation>没有掩膜与此文件夹中的照片匹配。</translation>
    </message>
    <message>
        <source>Copy the missing photos to import them.</source>
        <translation>请复制缺少的照片以导入它们。</translation>
    </message>
    <message>
        <source>Corrections to be replaced: {0}.</source>
        <translation>将被替换的修正：{0}。</translation>
    </message>
    <message>
        <source>Choose a folder or file of masks made with another tool.</source>
        <translation>请选择用其他工具制作的掩膜文件夹或文件。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Class ids</source>
        <translation>类别编号</translation>
    </message>
    <message>
        <source>Palette masks</source>
        <translation>调色板掩膜</translation>
    </message>
    <message>
        <source>Class names</source>
        <translation>类别名称</translation>
    </message>
    <message>
        <source>Mask names</source>
        <translation>掩膜名称</translation>
    </message>
    <message>
        <source>Import as</source>
        <translation>导入为</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩膜</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>If already edited or accepted</source>
        <translation>如果已编辑或已接受</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>ImportJob</name>
    <message>
        <source>The labels in {0} cannot be saved. Free up disk space or restore write permission, then import again.</source>
        <translation>{0} 中的标签无法保存。请释放磁盘空间或恢复写入权限，然后重新导入。</translation>
    </message>
</context>
<context>
    <name>ImportPreview</name>
    <message>
        <source>Masks without a photo</source>
        <translation>没有对应照片的掩膜</translation>
    </message>
    <message>
        <source>Import preview</source>
        <translation>导入预览</translation>
    </message>
    <message>
        <source>Already edited or accepted: {0:,}.</source>
        <translation>已编辑或已接受：{0:,}。</translation>
    </message>
    <message>
        <source>To be imported as edited labels: {0:,}.</source>
        <translation>将作为已编辑的标签导入：{0:,}。</translation>
    </message>
    <message>
        <source>To be imported as accepted labels: {0:,}.</source>
        <translation>将作为已接受的标签导入：{0:,}。</translation>
    </message>
    <message>
        <source>To be imported as predictions: {0:,}.</source>
        <translation>将作为预测导入：{0:,}。</translation>
    </message>
    <message>
        <source>Masks with a photo to copy: {0:,}.</source>
        <translation>可复制照片的掩膜：{0:,} 个。</translation>
    </message>
    <message>
        <source>Matched by part of the name: {0:,}, for example {1}.</source>
        <translation>按部分名称匹配：{0:,} 个，例如 {1}。</translation>
    </message>
    <message>
        <source>Masks of another size will be scaled to their photos, for example {0} px.</source>
        <translation>其他尺寸的掩膜将缩放到照片的尺寸，例如 {0} px。</translation>
    </message>
    <message>
        <source>Without a matching photo:</source>
        <translation>没有匹配的照片：</translation>
    </message>
    <message>
        <source>Without a matching photo (first {0:,} of {1:,}):</source>
        <translation>没有匹配的照片（{1:,} 个中的前 {0:,} 个）：</translation>
    </message>
    <message>
        <source>1 label map, matching a photo in this folder.</source>
        <translation>1 个标签图，与此文件夹中的照片匹配。</translation>
    </message>
    <message>
        <source>1 label map, matching no photo in this folder.</source>
        <translation>1 个标签图，与此文件夹中的照片都不匹配。</translation>
    </message>
    <message>
        <source>{0:,} label maps, all matching photos in this folder.</source>
        <translation>{0:,} 个标签图，全部与此文件夹中的照片匹配。</translation>
    </message>
    <message>
        <source>{0:,} label maps, {1:,} matching photos in this folder.</source>
        <translation>{0:,} 个标签图，其中 {1:,} 个与此文件夹中的照片匹配。</translation>
    </message>
    <message>
        <source>{0:,} label maps, 1 matching a photo in this folder.</source>
        <translation>{0:,} 个标签图，其中 1 个与此文件夹中的照片匹配。</translation>
    </message>
</context>
<context>
    <name>Importing</name>
    <message>
        <source>An import is running. Wait for it to finish or cancel it.</source>
        <translation>正在导入。请等待完成或取消。</translation>
    </message>
    <message>
        <source>{0:,} label maps imported.</source>
        <translation>已导入 {0:,} 个标签图。</translation>
    </message>
    <message>
        <source>1 label map imported.</source>
        <translation>已导入 1 个标签图。</translation>
    </message>
    <message>
        <source>Photos copied into the folder: {0:,}.</source>
        <translation>复制到文件夹的照片：{0:,} 张。</translation>
    </message>
    <message>
        <source>Corrections kept: {0:,}.</source>
        <translation>保留的修正：{0:,} 个。</translation>
    </message>
    <message>
        <source>Failed: {0:,}.</source>
        <translation>失败：{0:,} 个。</translation>
    </message>
    <message>
        <source>Import stopped at {0:,} of {1:,}.</source>
        <translation>导入在 {0:,} / {1:,} 处中止。</translation>
    </message>
    <message>
        <source>You can undo this.</source>
        <translation>可以撤销。</translation>
    </message>
</context>
<context>
    <name>Issues</name>
    <message>
        <source>Left and right eye are swapped</source>
        <translation>左右眼互换了</translation>
    </message>
    <message>
        <source>Left and right brow are swapped</source>
        <translation>左右眉互换了</translation>
    </message>
    <message>
        <source>Left and right ear are swapped</source>
        <translation>左右耳互换了</translation>
    </message>
    <message>
        <source>{0}: on the wrong side</source>
        <translation>{0}：在错误的一侧</translation>
    </message>
    <message>
        <source>{0}: outside the face</source>
        <translation>{0}：在脸部之外</translation>
    </message>
    <message>
        <source>{0}: duplicated</source>
        <translation>{0}：重复</translation>
    </message>
    <message>
        <source>{0}: fragmented</source>
        <translation>{0}：不连续</translation>
    </message>
    <message>
        <source>Tiny specks</source>
        <translation>微小的碎点</translation>
    </message>
    <message>
        <source>Next issue</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Previous issue</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>There is no automatic fix. Paint it by hand.</source>
        <translation>无法自动修复。请手动绘制。</translation>
    </message>
    <message>
        <source>No issues in this photo.</source>
        <translation>这张照片没有问题。</translation>
    </message>
    <message>
        <source>There are no labels to check yet.</source>
        <translation>还没有可检查的标签。</translation>
    </message>
    <message>
        <source>{0}: missing</source>
        <translation>{0}：缺失</translation>
    </message>
    <message>
        <source>Open mouth without lips</source>
        <translation>张开的嘴没有嘴唇</translation>
    </message>
</context>
<context>
    <name>IssuesPanel</name>
    <message>
        <source>No issues</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Hide issues</source>
        <translation>隐藏问题</translation>
    </message>
    <message>
        <source>Show issues</source>
        <translation>显示问题</translation>
    </message>
    <message>
        <source>Issues: {0}</source>
        <translation>问题：{0}</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Parsing</source>
        <translation>正在解析</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Cleaning up</source>
        <translation>正在清理</translation>
    </message>
    <message>
        <source>Applying rule</source>
        <translation>正在应用规则</translation>
    </message>
    <message>
        <source>Undoing</source>
        <translation>正在撤销</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Width and height of the photo in pixels</source>
        <translation>照片的宽和高（像素）</translation>
    </message>
    <message>
        <source>Network: {0}</source>
        <translation>网络：{0}</translation>
    </message>
    <message>
        <source>Network for parsing. Click to change.</source>
        <translation>用于解析的网络。点击可更改。</translation>
    </message>
</context>
<context>
    <name>JobStrip</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel {0}</source>
        <translation>取消{0}</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>在光标处缩放</translation>
    </message>
    <message>
        <source>Space+drag</source>
        <translation>空格+拖动</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Shift+drag</source>
        <translation>Shift+拖动</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Shift+点击</translation>
    </message>
    <message>
        <source>Straight line</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>Right button or Ctrl</source>
        <translation>右键或 Ctrl</translation>
    </message>
    <message>
        <source>Erase active class</source>
        <translation>擦除当前类别</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Cancel current action</source>
        <translation>取消当前操作</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>鼠标</translation>
    </message>
</context>
<context>
    <name>LabelEdits</name>
    <message>
        <source>The size of {0} has changed. Open it again.</source>
        <translation>{0} 的大小已改变。请重新打开它。</translation>
    </message>
</context>
<context>
    <name>LogHelp</name>
    <message>
        <source>Something went wrong ({0}). Your work is saved. For details, see Help → Show log.</source>
        <translation>出错了（{0}）。您的工作已保存。详情见“帮助 → 显示日志”。</translation>
    </message>
    <message>
        <source>The program crashed last time. Finished strokes are kept. For details, see Help → Show log.</source>
        <translation>程序上次崩溃了。已完成的笔画都已保留。详情见“帮助 → 显示日志”。</translation>
    </message>
    <message>
        <source>{0} is not a settings file. The defaults are used and changes are not saved. Remove the file and restart.</source>
        <translation>{0} 不是设置文件。将使用默认设置，且更改不会保存。请删除该文件并重新启动。</translation>
    </message>
    <message>
        <source>There is no log yet.</source>
        <translation>还没有日志。</translation>
    </message>
    <message>
        <source>The log is in {0}.</source>
        <translation>日志在 {0}。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Loading the network</source>
        <translation>正在加载网络</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Class</source>
        <translation>类别(&amp;C)</translation>
    </message>
    <message>
        <source>Active class</source>
        <translation>当前类别</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>照片(&amp;P)</translation>
    </message>
    <message>
        <source>Selected photos</source>
        <translation>选中的照片</translation>
    </message>
    <message>
        <source>Navigation</source>
        <translation>导航</translation>
    </message>
    <message>
        <source>View</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Painting</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Show all messages</source>
        <translation>显示所有消息</translation>
    </message>
    <message>
        <source>Close messages</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Show all {0}</source>
        <translation>显示全部 {0} 条</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>
  and {count} more</source>
        <translation>
  以及另外 {count} 个</translation>
    </message>
    <message>
        <source>A class needs a name.</source>
        <translation>类别需要名称。</translation>
    </message>
    <message>
        <source>A class&apos;s name becomes part of file names and cannot contain {character}.</source>
        <translation>类别名称会成为文件名的一部分，不能包含 {character}。</translation>
    </message>
    <message>
        <source>A class&apos;s name cannot begin with a full stop.</source>
        <translation>类别名称不能以句点开头。</translation>
    </message>
    <message>
        <source>A class&apos;s name cannot contain characters that are not shown.</source>
        <translation>类别名称不能包含不可见字符。</translation>
    </message>
    <message>
        <source>A class&apos;s name has {most} characters at most.</source>
        <translation>类别名称最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>A table holds {most} classes at most. Merge or delete some.</source>
        <translation>一个类别表最多包含 {most} 个类别。请合并或删除一些。</translation>
    </message>
    <message>
        <source>About {share:.0%} less to correct, but in more areas: {figures}.</source>
        <translation>待修正约减少 {share:.0%}，但区域更多：{figures}。</translation>
    </message>
    <message>
        <source>All corrections hold one class only ({title}). Label at least one more before learning.</source>
        <translation>所有修正只含一个类别（{title}）。学习前请至少再标注一个类别。</translation>
    </message>
    <message>
        <source>An export into {target} is running. Wait for its end, or choose another folder.</source>
        <translation>正在向 {target} 导出。请等待其结束，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>Another folder is in the place of {folder} now, and is not written to. Put back the one that was opened.</source>
        <translation>{folder} 处现在是另一个文件夹，程序不会写入。请放回原先打开的文件夹。</translation>
    </message>
    <message>
        <source>BiSeNet (19 classes)</source>
        <translation>BiSeNet（19 类）</translation>
    </message>
    <message>
        <source>Broken links and entries that may not be read left out: {count} ({names}).</source>
        <translation>已略过失效的链接和无权读取的条目：{count} 个（{names}）。</translation>
    </message>
    <message>
        <source>COCO instances</source>
        <translation>COCO 实例分割</translation>
    </message>
    <message>
        <source>COCO panoptic</source>
        <translation>COCO 全景分割</translation>
    </message>
    <message>
        <source>CVAT segmentation mask 1.1</source>
        <translation>CVAT 分割掩膜 1.1</translation>
    </message>
    <message>
        <source>CelebAMask-HQ</source>
        <translation>CelebAMask-HQ</translation>
    </message>
    <message>
        <source>CelebAMask-HQ (19 classes)</source>
        <translation>CelebAMask-HQ（19 类）</translation>
    </message>
    <message>
        <source>Check the name, or list the models: faceparse models.</source>
        <translation>请检查名称，或列出网络：faceparse models。</translation>
    </message>
    <message>
        <source>Colour PNG</source>
        <translation>彩色 PNG</translation>
    </message>
    <message>
        <source>Contact sheet (PDF)</source>
        <translation>缩略图总览（PDF）</translation>
    </message>
    <message>
        <source>Cut-outs with transparency</source>
        <translation>透明抠图</translation>
    </message>
    <message>
        <source>Datumaro (common semantic segmentation)</source>
        <translation>Datumaro（通用语义分割）</translation>
    </message>
    <message>
        <source>Entries that are damaged or of no photo, passed over: {count:,} ({whats}).</source>
        <translation>已跳过损坏或不属于任何照片的条目：{count:,} 个（{whats}）。</translation>
    </message>
    <message>
        <source>Field required</source>
        <translation>缺少必填字段</translation>
    </message>
    <message>
        <source>Files in the format {name} have one {what} only. Leave it out.</source>
        <translation>{name} 格式的文件只有一种{what}。请不要指定。</translation>
    </message>
    <message>
        <source>Folders that may not be looked into, passed over: {count:,} ({folders}).</source>
        <translation>已略过无权查看的文件夹：{count:,} 个（{folders}）。</translation>
    </message>
    <message>
        <source>Getting used to these photos would change too much of what was sure:</source>
        <translation>适应这些照片会改变过多原本有把握的结果：</translation>
    </message>
    <message>
        <source>Getting used to these photos would make the network less sure of them:</source>
        <translation>适应这些照片会使网络对它们更没把握：</translation>
    </message>
    <message>
        <source>HEIC pictures left out: {count} ({names}). Install pillow-heif, or convert them.</source>
        <translation>已略过 HEIC 图片：{count} 张（{names}）。请安装 pillow-heif，或转换它们。</translation>
    </message>
    <message>
        <source>Hugging Face image folder</source>
        <translation>Hugging Face 图像文件夹</translation>
    </message>
    <message>
        <source>Indexed PNG (class ids)</source>
        <translation>索引 PNG（类别编号）</translation>
    </message>
    <message>
        <source>Input should be a valid list</source>
        <translation>此处应为列表</translation>
    </message>
    <message>
        <source>Input should be an object</source>
        <translation>此处应为对象</translation>
    </message>
    <message>
        <source>Invalid JSON: {reason}</source>
        <translation>无效的 JSON：{reason}</translation>
    </message>
    <message>
        <source>JPEG, PNG, TIFF or WebP</source>
        <translation>JPEG、PNG、TIFF 或 WebP</translation>
    </message>
    <message>
        <source>LaPa</source>
        <translation>LaPa</translation>
    </message>
    <message>
        <source>LaPa (11 classes)</source>
        <translation>LaPa（11 类）</translation>
    </message>
    <message>
        <source>LaPa, left is the person&apos;s left</source>
        <translation>LaPa，左为人物的左侧</translation>
    </message>
    <message>
        <source>Line {number} of {name} is longer than any metadata. Check it.</source>
        <translation>{name} 的第 {number} 行过长，不会是元数据。请检查。</translation>
    </message>
    <message>
        <source>Line {number} of {name} names no photo under {photo} or no mask under {mask}. Name both.</source>
        <translation>{name} 的第 {number} 行在 {photo} 下没有照片，或在 {mask} 下没有掩膜。请填写两者。</translation>
    </message>
    <message>
        <source>Listed twice</source>
        <translation>列出了两次</translation>
    </message>
    <message>
        <source>Masks scaled to the size of their photos: {count:,} ({sizes}), {names}.</source>
        <translation>已缩放到照片大小的掩膜：{count:,} 个（{sizes}），{names}。</translation>
    </message>
    <message>
        <source>Masks whose photo was found by a part of its name: {count:,} ({pairs}).</source>
        <translation>按部分名称找到照片的掩膜：{count:,} 个（{pairs}）。</translation>
    </message>
    <message>
        <source>More than {most:,} values, the most that one entry may have</source>
        <translation>超过 {most:,} 个值，这是单个条目的上限</translation>
    </message>
    <message>
        <source>More than {most} MB, the most that one entry may have</source>
        <translation>超过 {most} MB，这是单个条目的上限</translation>
    </message>
    <message>
        <source>More than {most} lists and objects in one another</source>
        <translation>列表和对象的嵌套超过 {most} 层</translation>
    </message>
    <message>
        <source>Name every class of the table once.</source>
        <translation>类别表中的每个类别都要列出一次。</translation>
    </message>
    <message>
        <source>No accepted photo differs from what the network said: there is little to learn.</source>
        <translation>已接受的照片与网络的结果没有不同：没有多少可学的。</translation>
    </message>
    <message>
        <source>Not better, about {share:.0%} more to correct: {figures}.</source>
        <translation>没有更好，需要修正的约多 {share:.0%}：{figures}。</translation>
    </message>
    <message>
        <source>Not in the folder any more: {names}. The work on what is gone is kept.</source>
        <translation>已不在文件夹中：{names}。对它们所做的工作已保留。</translation>
    </message>
    <message>
        <source>Nothing in the corrections can be learned from: no face&apos;s frame holds any of the labels. Parse these photos again.</source>
        <translation>这些修正中没有可学习的内容：没有任何人脸框包含标签。请重新解析这些照片。</translation>
    </message>
    <message>
        <source>NumPy archive</source>
        <translation>NumPy 归档</translation>
    </message>
    <message>
        <source>On photos you left alone it changed {share:.1%} of what was sure.</source>
        <translation>在您未动过的照片上，原本确定的内容有 {share:.1%} 改变了。</translation>
    </message>
    <message>
        <source>On the replay folder it is worse: F {after:.3f}, before {before:.3f}.</source>
        <translation>在回放文件夹上变差了：F 为 {after:.3f}，之前为 {before:.3f}。</translation>
    </message>
    <message>
        <source>One correction cannot be held back to judge by: nobody can tell whether this is better. Look at the photos yourself, or accept more corrections.</source>
        <translation>只有一个修正，无法留出用于评判：不能判断是否更好。请自行查看照片，或接受更多修正。</translation>
    </message>
    <message>
        <source>One correction is too few to judge by: it can be learned, but whether the result is better cannot be told. Accept a few more photos first.</source>
        <translation>一个修正太少，无法评判：可以学习，但不能判断结果是否更好。请先再接受几张照片。</translation>
    </message>
    <message>
        <source>One mask for each class</source>
        <translation>每个类别一个掩膜</translation>
    </message>
    <message>
        <source>OpenRaster layers</source>
        <translation>OpenRaster 图层</translation>
    </message>
    <message>
        <source>Pascal VOC segmentation</source>
        <translation>Pascal VOC 分割</translation>
    </message>
    <message>
        <source>Perhaps by chance, about {share:.0%} less to correct: {figures}.</source>
        <translation>可能是偶然，需要修正的约少 {share:.0%}：{figures}。</translation>
    </message>
    <message>
        <source>Photo with overlay</source>
        <translation>带叠加层的照片</translation>
    </message>
    <message>
        <source>Photos accepted for classes that are not ours, imported as edited: {count:,} ({whats}), {names}. Look at them, then accept them.</source>
        <translation>按未知的类别接受的照片，已作为已编辑的标签导入：{count:,} 张（{whats}），{names}。请检查后再接受。</translation>
    </message>
    <message>
        <source>Photos that changed since they were labelled: {count}.</source>
        <translation>标注之后发生变化的照片：{count} 张。</translation>
    </message>
    <message>
        <source>Photos whose work was taken over from {folder}: {count}.</source>
        <translation>从 {folder} 接管了工作的照片：{count} 张。</translation>
    </message>
    <message>
        <source>Photos without any annotation, left as they are: {count:,} ({names}).</source>
        <translation>没有任何标注而保持原样的照片：{count:,} 张（{names}）。</translation>
    </message>
    <message>
        <source>Pictures of kinds that are not read left out: {count} ({names}). Convert them.</source>
        <translation>已略过无法读取的类型的图片：{count} 张（{names}）。请转换它们。</translation>
    </message>
    <message>
        <source>Pixels marked as no class, now background: {count:,}, in {names}.</source>
        <translation>标为无类别、现已作为背景的像素：{count:,} 个，位于 {names}。</translation>
    </message>
    <message>
        <source>Raw camera files left out: {count} ({names}). Convert them to JPEG or TIFF.</source>
        <translation>已略过相机 RAW 文件：{count} 个（{names}）。请转换为 JPEG 或 TIFF。</translation>
    </message>
    <message numerus="yes">
        <source>Reading {n:,} photo with its label map …</source>
        <translation>
            <numerusform>正在读取 {n:,} 张照片及其标签图…</numerusform>
        </translation>
    </message>
    <message>
        <source>Run {name} is still at work. Stop it first.</source>
        <translation>微调 {name} 仍在进行。请先停止它。</translation>
    </message>
    <message>
        <source>Saved label maps that were found and taken up again: {count}.</source>
        <translation>找到并重新采用的已保存标签图：{count} 个。</translation>
    </message>
    <message>
        <source>Shapes of classes that are not ours, passed over: {count:,} ({whats}), in {names}. Say in a class map which of ours each one is.</source>
        <translation>已跳过本程序没有的类别的形状：{count:,} 个（{whats}），位于 {names}。请在类别对照中说明它们各自对应本程序的哪个类别。</translation>
    </message>
    <message>
        <source>Shapes without an area, passed over: {count:,} ({whats}), in {names}.</source>
        <translation>已跳过没有面积的形状：{count:,} 个（{whats}），位于 {names}。</translation>
    </message>
    <message>
        <source>The XML in {name} has more than {most} MB, the most that is read.</source>
        <translation>{name} 中的 XML 超过 {most} MB，这是可读取的上限。</translation>
    </message>
    <message>
        <source>The XML in {name} is damaged ({error}). Export it again.</source>
        <translation>{name} 中的 XML 已损坏（{error}）。请重新导出。</translation>
    </message>
    <message>
        <source>The background cannot be merged into a class or deleted.</source>
        <translation>背景不能并入其他类别，也不能删除。</translation>
    </message>
    <message>
        <source>The background has neither a parent nor a mirrored class.</source>
        <translation>背景既没有上级类别，也没有镜像类别。</translation>
    </message>
    <message numerus="yes">
        <source>The computer is busy with other programs: it takes about {n} minute more.</source>
        <translation>
            <numerusform>计算机正忙于其他程序：大约还需 {n} 分钟。</numerusform>
        </translation>
    </message>
    <message>
        <source>The confidence map of {name} is damaged and was set aside: parse it again.</source>
        <translation>{name} 的置信度图已损坏并已移开：请重新解析。</translation>
    </message>
    <message>
        <source>The corrections could not be collected. {why}</source>
        <translation>无法收集修正。{why}</translation>
    </message>
    <message>
        <source>The disk of {folder} knows no file locks: open it on one computer at a time.</source>
        <translation>{folder} 所在的磁盘不支持文件锁：请同一时间只在一台计算机上打开。</translation>
    </message>
    <message>
        <source>The disk that holds {folder} is too full: {needed:,.0f} MB are needed and {free:,.0f} MB are free. Free some space on it.</source>
        <translation>{folder} 所在的磁盘空间不足：需要 {needed:,.0f} MB，可用 {free:,.0f} MB。请腾出一些空间。</translation>
    </message>
    <message>
        <source>The disk that holds {store} is full: free some space on it.</source>
        <translation>{store} 所在的磁盘已满：请腾出一些空间。</translation>
    </message>
    <message>
        <source>The face detector is missing. Install the package {name} again.</source>
        <translation>缺少人脸检测器。请重新安装软件包 {name}。</translation>
    </message>
    <message>
        <source>The format {name}</source>
        <translation>格式 {name}</translation>
    </message>
    <message>
        <source>The format {name} has no choice of {what}. Leave it out.</source>
        <translation>{name} 格式没有 {what} 选项。请不要指定。</translation>
    </message>
    <message>
        <source>The graphics card ran out of memory; parsing goes on on the processor.</source>
        <translation>显卡内存不足；改用处理器继续解析。</translation>
    </message>
    <message>
        <source>The labels are not those that were accepted: {names}. What is there counts as edited. Look at it, then accept it again.</source>
        <translation>标签已不是当时接受的：{names}。现有的标签按已编辑处理。请查看后重新接受。</translation>
    </message>
    <message>
        <source>The labels of {name} are gone, and it is left out. Label it again.</source>
        <translation>{name} 的标签不见了，因此略过。请重新标注。</translation>
    </message>
    <message>
        <source>The layer {name} in {file}</source>
        <translation>{file} 中的图层 {name}</translation>
    </message>
    <message>
        <source>The list of versions {fate}. It was made anew, and {now} is in use.</source>
        <translation>版本列表{fate}。已重新建立，正在使用 {now}。</translation>
    </message>
    <message>
        <source>The loss is no longer a number, so nothing was learned. The network in use is untouched. Start again with fewer corrections, or another start version.</source>
        <translation>损失已不是数值，因此没有学到任何内容。使用中的网络没有改变。请减少修正或换一个起点版本，然后重新开始。</translation>
    </message>
    <message>
        <source>The loss or its gradient is no longer a number. Lower the learning rate; the last good checkpoint is kept.</source>
        <translation>损失或其梯度已不是数值。请降低学习率；已保留最后一个有效的检查点。</translation>
    </message>
    <message>
        <source>The models have no large area wrong in these photos. Give more photos.</source>
        <translation>模型在这些照片中没有较大的错误区域。请提供更多照片。</translation>
    </message>
    <message>
        <source>The name {name} has no place in a VOC list. Choose another naming, such as photo_{{n}}.</source>
        <translation>名称 {name} 不能用在 VOC 列表中。请选择其他命名方式，例如 photo_{{n}}。</translation>
    </message>
    <message>
        <source>The network got used to these photos:</source>
        <translation>网络已适应这些照片：</translation>
    </message>
    <message>
        <source>The project&apos;s database was damaged. It was set aside as {path} and made anew from the saved label maps; accepted photos are marked as edited again.</source>
        <translation>项目的数据库已损坏。它已另存为 {path}，并根据已保存的标签图重新建立；已接受的照片重新标为已编辑。</translation>
    </message>
    <message>
        <source>The version it started from was compared: the one in use has learned from these.</source>
        <translation>比较的是它的起始版本：正在使用的版本已经从这些修正中学习过。</translation>
    </message>
    <message>
        <source>The work on these photos in {folder} could not be taken over: {error}</source>
        <translation>无法接管 {folder} 中对这些照片所做的工作：{error}</translation>
    </message>
    <message>
        <source>The work on {folder} cannot be kept: {error}. Is the disk full?</source>
        <translation>{folder} 的工作无法保存：{error}。磁盘满了吗？</translation>
    </message>
    <message>
        <source>The work on {path} cannot be saved: {error}. Export it to keep it.</source>
        <translation>{path} 的工作无法保存：{error}。请导出以保留它。</translation>
    </message>
    <message>
        <source>There is newer work on {name}.</source>
        <translation>{name} 有更新的工作。</translation>
    </message>
    <message>
        <source>There is no annotations/{kind}_….json in {source}. Choose another folder, or the file itself.</source>
        <translation>{source} 中没有 annotations/{kind}_….json。请选择其他文件夹，或该文件本身。</translation>
    </message>
    <message>
        <source>There is no class table {name}. There are {names}.</source>
        <translation>没有类别表 {name}。现有：{names}。</translation>
    </message>
    <message>
        <source>There is no class with id 0, the background.</source>
        <translation>没有编号为 0 的类别（背景）。</translation>
    </message>
    <message>
        <source>There is no class {name}. There are {names}.</source>
        <translation>没有类别 {name}。现有：{names}。</translation>
    </message>
    <message>
        <source>There is no device {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的设备。请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no file in {source}. Choose another folder.</source>
        <translation>{source} 中没有文件。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is no folder {folder}. Give a data folder that holds images/ and masks/.</source>
        <translation>没有文件夹 {folder}。请指定含有 images/ 和 masks/ 的数据文件夹。</translation>
    </message>
    <message>
        <source>There is no format {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的格式。请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no labelme file in {source}. Choose another one or a format.</source>
        <translation>{source} 中没有 labelme 文件。请选择其他文件夹或格式。</translation>
    </message>
    <message>
        <source>There is no model {name}. Give a .safetensors file or one of: {names}.</source>
        <translation>没有名为 {name} 的网络。请指定一个 .safetensors 文件，或从中选择：{names}。</translation>
    </message>
    <message>
        <source>There is no version {id}. Choose another one.</source>
        <translation>没有版本 {id}。请另选一个。</translation>
    </message>
    <message>
        <source>There is no {kinds} file in {source}. Choose another folder or format.</source>
        <translation>{source} 中没有 {kinds} 文件。请选择其他文件夹或格式。</translation>
    </message>
    <message>
        <source>There is no {metadata} in {source}. Choose another folder or format.</source>
        <translation>{source} 中没有 {metadata}。请选择其他文件夹或格式。</translation>
    </message>
    <message>
        <source>There is nothing in {source} to convert. Choose another folder or format.</source>
        <translation>{source} 中没有可转换的内容。请选择其他文件夹或格式。</translation>
    </message>
    <message>
        <source>There is too little memory to learn, even from one small crop at a time. Close other programs, then go on.</source>
        <translation>内存太少，即使每次只用一个小裁剪图也无法学习。请关闭其他程序，然后继续。</translation>
    </message>
    <message>
        <source>These photos look as the network knows them; nothing to gain:</source>
        <translation>这些照片与网络所熟悉的一样，适应它们没有好处：</translation>
    </message>
    <message>
        <source>This computer has no {name} device that torch can use. Choose auto or cpu.</source>
        <translation>这台计算机没有 torch 可用的 {name} 设备。请选择 auto 或 cpu。</translation>
    </message>
    <message>
        <source>Too few corrections to tell, about {share:.0%} more to correct: {figures}.</source>
        <translation>修正太少，无法判断，需要修正的约多 {share:.0%}：{figures}。</translation>
    </message>
    <message>
        <source>Too small to be felt, about {share:.0%} less to correct: {figures}.</source>
        <translation>小到感觉不出来，需要修正的约少 {share:.0%}：{figures}。</translation>
    </message>
    <message>
        <source>Two classes have the id {id}.</source>
        <translation>有两个类别的编号都是 {id}。</translation>
    </message>
    <message>
        <source>You may not write in {folder}, and a copy of the work there needs {needed:,.0f} MB; {free:,.0f} MB are free in {target}. Free some space.</source>
        <translation>您无权写入 {folder}，而复制其中的工作需要 {needed:,.0f} MB；{target} 中可用 {free:,.0f} MB。请腾出一些空间。</translation>
    </message>
    <message>
        <source>You may not write in {store}: change the rights of that folder.</source>
        <translation>您无权写入 {store}：请更改该文件夹的权限。</translation>
    </message>
    <message>
        <source>You may write neither in {folder} nor in {other}. Change the rights of one of them, or copy the photos to a folder of your own.</source>
        <translation>您无权写入 {folder} 和 {other}。请更改其中一个的权限，或把照片复制到您自己的文件夹。</translation>
    </message>
    <message>
        <source>a JPEG of a rare coding</source>
        <translation>编码罕见的 JPEG</translation>
    </message>
    <message>
        <source>a JPEG of {bits} bits a sample</source>
        <translation>每采样 {bits} 位的 JPEG</translation>
    </message>
    <message>
        <source>a TIFF of a rare kind</source>
        <translation>类型罕见的 TIFF</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>a lossless JPEG</source>
        <translation>无损 JPEG</translation>
    </message>
    <message>
        <source>a mask of {width} × {height} pixels for {photo_width} × {photo_height}</source>
        <translation>{width} × {height} 像素的掩膜，而图片为 {photo_width} × {photo_height}</translation>
    </message>
    <message>
        <source>a mask that is larger than the picture, or empty</source>
        <translation>大于图片或为空的掩膜</translation>
    </message>
    <message>
        <source>a mask whose run lengths do not fill its box</source>
        <translation>游程填不满其方框的掩膜</translation>
    </message>
    <message>
        <source>a pipe or a device</source>
        <translation>管道或设备</translation>
    </message>
    <message>
        <source>a polygon of more sides than are drawn</source>
        <translation>边数过多而无法绘制的多边形</translation>
    </message>
    <message>
        <source>a polygon that leads far out of the picture</source>
        <translation>远远超出图片的多边形</translation>
    </message>
    <message>
        <source>a polygon with fewer than three points</source>
        <translation>少于三个点的多边形</translation>
    </message>
    <message>
        <source>a polygon with half a point</source>
        <translation>点不完整的多边形</translation>
    </message>
    <message>
        <source>a run of more pixels than any photo has</source>
        <translation>像素数超过任何照片的游程</translation>
    </message>
    <message>
        <source>a run that is negative or longer than the picture</source>
        <translation>为负或比图片还长的游程</translation>
    </message>
    <message>
        <source>a window or a command of this program works on it. Close that one first.</source>
        <translation>本程序的一个窗口或命令正在使用它。请先关闭那一个。</translation>
    </message>
    <message>
        <source>after {key}</source>
        <translation>在 {key} 之后</translation>
    </message>
    <message>
        <source>an annotation</source>
        <translation>一个标注</translation>
    </message>
    <message>
        <source>an index beyond its palette</source>
        <translation>超出其调色板的索引</translation>
    </message>
    <message>
        <source>annotation {id}</source>
        <translation>标注 {id}</translation>
    </message>
    <message>
        <source>another process copies to {projects}</source>
        <translation>另一个进程正在复制到 {projects}</translation>
    </message>
    <message numerus="yes">
        <source>areas to correct {before:.1f} → {after:.1f} a photo, on {n} correction it had not seen</source>
        <translation>
            <numerusform>每张照片需要修正的区域 {before:.1f} → {after:.1f}，依据它没有见过的 {n} 个修正</numerusform>
        </translation>
    </message>
    <message>
        <source>choose at least one class beside the background</source>
        <translation>请在背景之外至少选择一个类别</translation>
    </message>
    <message>
        <source>classes in {name} is {dtype} {shape}, not a list of at most {most} names. Save it as an array of text.</source>
        <translation>{name} 中的 classes 是 {dtype} {shape}，不是最多 {most} 个名称的列表。请保存为文本数组。</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>has a picture of {width} × {height} pixels, mode {mode}, for a box of {box_width} × {box_height}</source>
        <translation>的图片为 {width} × {height} 像素、模式 {mode}，而方框为 {box_width} × {box_height}</translation>
    </message>
    <message>
        <source>has another size than its photo</source>
        <translation>与其照片大小不同</translation>
    </message>
    <message>
        <source>has no name</source>
        <translation>没有名称</translation>
    </message>
    <message>
        <source>holds ids above {most}</source>
        <translation>含有大于 {most} 的编号</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>是链接</translation>
    </message>
    <message>
        <source>is a mask that is larger than the picture, or empty</source>
        <translation>是大于图片或为空的掩膜</translation>
    </message>
    <message>
        <source>is a mask whose picture is damaged</source>
        <translation>是图片已损坏的掩膜</translation>
    </message>
    <message>
        <source>is a mask without pixels</source>
        <translation>是没有像素的掩膜</translation>
    </message>
    <message>
        <source>is an absolute path</source>
        <translation>是绝对路径</translation>
    </message>
    <message>
        <source>is there twice</source>
        <translation>出现了两次</translation>
    </message>
    <message>
        <source>it is not a YuNet face detector, or it is damaged.</source>
        <translation>它不是 YuNet 人脸检测器，或已损坏。</translation>
    </message>
    <message>
        <source>its photo</source>
        <translation>其照片</translation>
    </message>
    <message>
        <source>labelme JSON</source>
        <translation>labelme JSON</translation>
    </message>
    <message>
        <source>labels in {name} is {dtype} {shape}, not a label map. Save it as uint8 (H, W) of at most {most} million pixels.</source>
        <translation>{name} 中的 labels 是 {dtype} {shape}，不是标签图。请保存为最多 {most} 百万像素的 uint8 (H, W)。</translation>
    </message>
    <message>
        <source>leads outside the archive</source>
        <translation>指向归档之外</translation>
    </message>
    <message>
        <source>lies far outside the picture</source>
        <translation>远在图片之外</translation>
    </message>
    <message>
        <source>lies outside the run&apos;s folder</source>
        <translation>在这次微调的文件夹之外</translation>
    </message>
    <message>
        <source>names of classes</source>
        <translation>类别名称</translation>
    </message>
    <message>
        <source>no mask, at most a box</source>
        <translation>没有掩膜，至多只有方框</translation>
    </message>
    <message>
        <source>parsed</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>pixels expected wrong {before:.1%} → {after:.1%}, {stays:.1%} of what was sure stays.</source>
        <translation>预计错误像素 {before:.1%} → {after:.1%}，原本有把握的结果有 {stays:.1%} 保持不变。</translation>
    </message>
    <message>
        <source>read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>run lengths that are cut short</source>
        <translation>不完整的游程</translation>
    </message>
    <message>
        <source>run lengths with letters that stand for none</source>
        <translation>含有无效字符的游程</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>the colour {color}, which no class has</source>
        <translation>不属于任何类别的颜色 {color}</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>the file name {file_name}</source>
        <translation>文件名 {file_name}</translation>
    </message>
    <message>
        <source>the header is too large</source>
        <translation>文件头过大</translation>
    </message>
    <message>
        <source>the id {id}</source>
        <translation>编号 {id}</translation>
    </message>
    <message>
        <source>the shipped network</source>
        <translation>自带的网络</translation>
    </message>
    <message>
        <source>the value {value}, but there are fewer classes</source>
        <translation>值 {value}，但类别没有那么多</translation>
    </message>
    <message>
        <source>there is no class order {order}; choose {orders}</source>
        <translation>没有名为 {order} 的类别顺序；请选择 {orders}</translation>
    </message>
    <message>
        <source>there is no class {name}; the classes are {names}</source>
        <translation>没有名为 {name} 的类别；类别有 {names}</translation>
    </message>
    <message>
        <source>used</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>was damaged and set aside as {aside}</source>
        <translation>已损坏并另存为 {aside}</translation>
    </message>
    <message>
        <source>was lost</source>
        <translation>已丢失</translation>
    </message>
    <message>
        <source>way to read ids</source>
        <translation>读取编号的方式</translation>
    </message>
    <message>
        <source>{color} is no colour. Write it as #rrggbb.</source>
        <translation>{color} 不是颜色。请写成 #rrggbb。</translation>
    </message>
    <message>
        <source>{error} Done so far: {done:,} of {total:,}. The same export into {target} goes on from there.</source>
        <translation>{error}目前已完成 {total:,} 个中的 {done:,} 个。再次导出到 {target} 会从那里继续。</translation>
    </message>
    <message>
        <source>{error} Nothing was exported to {target}.</source>
        <translation>{error}没有任何内容导出到 {target}。</translation>
    </message>
    <message>
        <source>{error} Start the fine-tuning anew.</source>
        <translation>{error}请重新开始微调。</translation>
    </message>
    <message>
        <source>{error} This part begins anew.</source>
        <translation>{error}这一部分重新开始。</translation>
    </message>
    <message>
        <source>{file} is not a YuNet face detector. Remove it, or put another in its place.</source>
        <translation>{file} 不是 YuNet 人脸检测器。请删除它，或换成另一个文件。</translation>
    </message>
    <message>
        <source>{file} of {name} names no classes. Export it again.</source>
        <translation>{name} 的 {file} 没有列出类别。请重新导出。</translation>
    </message>
    <message>
        <source>{folder} cannot be listed ({reason}). Change its rights, or copy it.</source>
        <translation>无法列出 {folder}（{reason}）。请更改其权限，或复制它。</translation>
    </message>
    <message>
        <source>{folder} cannot be opened ({reason}). Choose a folder that you may read.</source>
        <translation>无法打开 {folder}（{reason}）。请选择您有权读取的文件夹。</translation>
    </message>
    <message>
        <source>{folder} cannot be opened: a window or a command of this program works on it. Close that one first.</source>
        <translation>无法打开 {folder}：本程序的一个窗口或命令正在使用它。请先关闭那一个。</translation>
    </message>
    <message>
        <source>{folder} cannot be opened: the computer {host} works on it, or was switched off while it did. If it no longer does, remove {path}.</source>
        <translation>无法打开 {folder}：计算机 {host} 正在使用它，或在使用时被关机。如果它已不再使用，请删除 {path}。</translation>
    </message>
    <message>
        <source>{folder} cannot be opened: {why}</source>
        <translation>无法打开 {folder}：{why}</translation>
    </message>
    <message>
        <source>{folder} cannot be removed ({reason}). Change its rights, or remove it by hand.</source>
        <translation>无法删除 {folder}（{reason}）。请更改其权限，或手动删除。</translation>
    </message>
    <message>
        <source>{folder} cannot be used: it {why}. Start the fine-tuning anew.</source>
        <translation>无法使用 {folder}：它{why}。请重新开始微调。</translation>
    </message>
    <message>
        <source>{folder} is gone: moved, deleted or unmounted. Bring it back.</source>
        <translation>{folder} 不见了：被移动、删除或卸载。请放回原处。</translation>
    </message>
    <message>
        <source>{folder} is gone: moved, deleted or unmounted. None of its photos can be read. Bring it back.</source>
        <translation>{folder} 不见了：被移动、删除或卸载。其中的照片都无法读取。请放回原处。</translation>
    </message>
    <message>
        <source>{folder} is no folder: nothing can be saved in it. Choose another.</source>
        <translation>{folder} 不是文件夹，无法在其中保存。请选择其他位置。</translation>
    </message>
    <message>
        <source>{folder} is not the folder that was moved. Choose the one with the photos you worked on.</source>
        <translation>{folder} 不是被移动的文件夹。请选择含有您标注过的照片的文件夹。</translation>
    </message>
    <message>
        <source>{folder} is not where it was: it was moved, or its disk was unmounted. Bring it back, then try again.</source>
        <translation>{folder} 不在原处：它被移动，或其磁盘已卸载。请放回原处，然后重试。</translation>
    </message>
    <message>
        <source>{folder} is the photos&apos; own folder. Choose another, like {example}.</source>
        <translation>{folder} 是照片所在的文件夹。请选择其他文件夹，例如 {example}。</translation>
    </message>
    <message>
        <source>{folder} names no corrections. Correct a photo and accept it.</source>
        <translation>{folder} 没有列出修正。请修正一张照片并接受它。</translation>
    </message>
    <message>
        <source>{folder} was moved to {moved_to}. Go on there, or move it back.</source>
        <translation>{folder} 已移动到 {moved_to}。请在那里继续，或移回原处。</translation>
    </message>
    <message>
        <source>{gone} It was made anew.</source>
        <translation>{gone}已重新建立。</translation>
    </message>
    <message>
        <source>{images} holds no photos. Put the photos there, and their masks in {masks}.</source>
        <translation>{images} 中没有照片。请把照片放在那里，并把其掩膜放在 {masks} 中。</translation>
    </message>
    <message>
        <source>{images} holds {names}, which share one mask. Rename all but one of them.</source>
        <translation>{images} 中的 {names} 共用一个掩膜。请只保留一个名称，重命名其余的。</translation>
    </message>
    <message>
        <source>{labelmap}: the colour in {line} is not as in skin:204,0,0::. Correct it.</source>
        <translation>{labelmap}：{line} 中的颜色不是 skin:204,0,0:: 这样的写法。请改正。</translation>
    </message>
    <message>
        <source>{lacks}. Add it or take the photo out.</source>
        <translation>{lacks}。请补上掩膜，或移除该照片。</translation>
    </message>
    <message>
        <source>{mask} is {width} × {height} pixels for {name}, but the photo {photo} {photo_width} × {photo_height}, another shape. Import masks of this photo.</source>
        <translation>{mask} 中 {name} 的掩膜为 {width} × {height} 像素，但照片 {photo} {photo_width} × {photo_height}，形状不同。请导入这张照片的掩膜。</translation>
    </message>
    <message>
        <source>{mask}, which {name} names for {photo}, is not in the folder {folder} beside it. Copy it there.</source>
        <translation>{name} 为 {photo} 指定的 {mask} 不在它旁边的文件夹 {folder} 中。请复制到那里。</translation>
    </message>
    <message>
        <source>{mask}, which {name} names, is not in the folder {folder}. Copy it there.</source>
        <translation>{name} 指定的 {mask} 不在文件夹 {folder} 中。请复制到那里。</translation>
    </message>
    <message>
        <source>{names} and {count:,} more</source>
        <translation>{names} 以及另外 {count:,} 个</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 以及另外 {count} 个</translation>
    </message>
    <message>
        <source>{name} and {other} are the same name. Give one of them another.</source>
        <translation>{name} 与 {other} 是同一个名称。请更改其中一个。</translation>
    </message>
    <message>
        <source>{name} annotates an image twice. Export it again.</source>
        <translation>{name} 对同一张图像标注了两次。请重新导出。</translation>
    </message>
    <message>
        <source>{name} cannot be exported: {path} is gone.</source>
        <translation>无法导出 {name}：{path} 不见了。</translation>
    </message>
    <message>
        <source>{name} cannot be its own mirrored class.</source>
        <translation>{name} 不能是它自己的镜像类别。</translation>
    </message>
    <message>
        <source>{name} cannot be merged into itself.</source>
        <translation>{name} 不能并入自身。</translation>
    </message>
    <message>
        <source>{name} cannot be read, it is damaged ({kind}). Export it again from its source.</source>
        <translation>无法读取 {name}，它已损坏（{kind}）。请从来源重新导出。</translation>
    </message>
    <message>
        <source>{name} cannot be read: there is no room for temporary files ({error}). Free some space on the disk.</source>
        <translation>无法读取 {name}：没有空间存放临时文件（{error}）。请在磁盘上腾出一些空间。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}. Check its name and rights.</source>
        <translation>无法读取 {name}：{reason}。请检查其名称和权限。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}. Check its rights.</source>
        <translation>无法读取 {name}：{reason}。请检查其权限。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}. Connect its disk again.</source>
        <translation>无法读取 {name}：{reason}。请重新连接它的磁盘。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}. Copy the file again from its source.</source>
        <translation>无法读取 {name}：{reason}。请从来源重新复制该文件。</translation>
    </message>
    <message>
        <source>{name} cannot be used: its file {path} is gone. Put it back, or use another version.</source>
        <translation>无法使用 {name}：它的文件 {path} 不见了。请放回该文件，或使用其他版本。</translation>
    </message>
    <message>
        <source>{name} changed since it was labelled.</source>
        <translation>{name} 在标注之后发生了变化。</translation>
    </message>
    <message>
        <source>{name} claims {width} × {height} pixels, which is too many.</source>
        <translation>{name} 声称有 {width} × {height} 像素，太多了。</translation>
    </message>
    <message>
        <source>{name} could not be {done}: {reason} ({kind}).</source>
        <translation>无法{done} {name}：{reason}（{kind}）。</translation>
    </message>
    <message>
        <source>{name} could not be {done}: {reason}.</source>
        <translation>无法{done} {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} describes a model that this version of the program cannot read ({where}: {reason}). Update the program or choose another file.</source>
        <translation>本版本的程序无法读取 {name} 所描述的网络（{where}：{reason}）。请更新程序或选择其他文件。</translation>
    </message>
    <message>
        <source>{name} describes a model this version cannot read ({where}: {reason}). Choose another model or update the program.</source>
        <translation>本版本无法读取 {name} 所描述的网络（{where}：{reason}）。请选择其他网络或更新程序。</translation>
    </message>
    <message>
        <source>{name} does not begin with a photo&apos;s number. Take it out of {folder}.</source>
        <translation>{name} 不以照片编号开头。请把它移出 {folder}。</translation>
    </message>
    <message>
        <source>{name} does not name all ids from 0 on. Add those that are missing.</source>
        <translation>{name} 没有列出从 0 开始的所有编号。请补上缺少的。</translation>
    </message>
    <message>
        <source>{name} does not say how large {photo} is. Put the photo beside it.</source>
        <translation>{name} 没有说明 {photo} 的大小。请把照片放在它旁边。</translation>
    </message>
    <message>
        <source>{name} gives no colour to {title}. Export it again.</source>
        <translation>{name} 没有给 {title} 指定颜色。请重新导出。</translation>
    </message>
    <message>
        <source>{name} gives the name {photo} to two photos. Name one otherwise.</source>
        <translation>{name} 把名称 {photo} 给了两张照片。请改掉其中一个。</translation>
    </message>
    <message>
        <source>{name} has 16 bits a pixel. Save it with 8.</source>
        <translation>{name} 每像素 16 位。请保存为 8 位。</translation>
    </message>
    <message>
        <source>{name} has 32-bit samples. Save it with 8 or 16 bits a sample.</source>
        <translation>{name} 的采样为 32 位。请保存为每采样 8 或 16 位。</translation>
    </message>
    <message>
        <source>{name} has a {tag} without {what}. Export it again.</source>
        <translation>{name} 中有一个 {tag} 缺少 {what}。请重新导出。</translation>
    </message>
    <message>
        <source>{name} has a {what} of {value} in stack.xml. Save it again.</source>
        <translation>{name} 的 stack.xml 中 {what} 为 {value}。请重新保存。</translation>
    </message>
    <message>
        <source>{name} has a {what} of {value}. Export it again.</source>
        <translation>{name} 中的 {what} 为 {value}。请重新导出。</translation>
    </message>
    <message>
        <source>{name} has annotations for image {id}, but no such image. Export it again.</source>
        <translation>{name} 含有图像 {id} 的标注，但没有这张图像。请重新导出。</translation>
    </message>
    <message>
        <source>{name} has another size than its labels and is left out. Open it and label it again.</source>
        <translation>{name} 与其标签大小不同，因此略过。请打开并重新标注。</translation>
    </message>
    <message>
        <source>{name} has another size than the maps of the photo&apos;s other faces. Export it again.</source>
        <translation>{name} 的尺寸与该照片其他人脸的标签图不同。请重新导出。</translation>
    </message>
    <message>
        <source>{name} has classes that are not ours: {classes}. Say in a class map which of ours each one is, or background.</source>
        <translation>{name} 含有本程序没有的类别：{classes}。请说明它们各自对应本程序的哪个类别，或背景。</translation>
    </message>
    <message>
        <source>{name} has floating-point samples. Save it with 8 or 16 bits a sample.</source>
        <translation>{name} 的采样为浮点数。请保存为每采样 8 或 16 位。</translation>
    </message>
    <message>
        <source>{name} has labels already. Say that they may be replaced or kept.</source>
        <translation>{name} 已有标签。请选择替换或保留。</translation>
    </message>
    <message>
        <source>{name} has learned from these corrections before, so they cannot judge it. Start from the version before it, or accept more corrections.</source>
        <translation>{name} 以前学习过这些修正，因此不能用它们评判。请从它之前的版本开始，或接受更多修正。</translation>
    </message>
    <message>
        <source>{name} has more than {most:,} images or categories. Split it.</source>
        <translation>{name} 的图像或类别超过 {most:,} 个。请将其拆分。</translation>
    </message>
    <message>
        <source>{name} has more than {most:,} photos. Split it.</source>
        <translation>{name} 的照片超过 {most:,} 张。请将其拆分。</translation>
    </message>
    <message>
        <source>{name} has more than {most:,} values, the most that is read. Split it.</source>
        <translation>{name} 的值超过 {most:,} 个，这是可读取的上限。请将其拆分。</translation>
    </message>
    <message>
        <source>{name} has more than {most} GB, the most that is read. Split it.</source>
        <translation>{name} 超过 {most} GB，这是可读取的上限。请将其拆分。</translation>
    </message>
    <message>
        <source>{name} has more than {most} MB for one photo, the most that is read.</source>
        <translation>{name} 中一张照片的内容超过 {most} MB，这是可读取的上限。</translation>
    </message>
    <message>
        <source>{name} has more than {most} MB of annotations for {photo}, the most that is read for a photo. Simplify them.</source>
        <translation>{name} 中 {photo} 的标注超过 {most} MB，这是一张照片可读取的上限。请简化它们。</translation>
    </message>
    <message>
        <source>{name} has more than {most} MB, the most that is read. Split it.</source>
        <translation>{name} 超过 {most} MB，这是可读取的上限。请拆分。</translation>
    </message>
    <message>
        <source>{name} has more than {most} layers. Merge some.</source>
        <translation>{name} 的图层超过 {most} 个。请合并一些。</translation>
    </message>
    <message>
        <source>{name} has more than {most} million pixels, the most that is opened.</source>
        <translation>{name} 超过 {most} 百万像素，这是可打开的上限。</translation>
    </message>
    <message>
        <source>{name} has more than {most} million pixels, the most that is opened. Save a smaller copy and open that.</source>
        <translation>{name} 超过 {most} 百万像素，这是可打开的上限。请保存一个较小的副本并打开它。</translation>
    </message>
    <message>
        <source>{name} has no labels yet: parse it or paint some.</source>
        <translation>{name} 还没有标签：请解析它或画一些。</translation>
    </message>
    <message>
        <source>{name} has no mask for this photo. Leave its line out.</source>
        <translation>{name} 没有这张照片的掩膜。请去掉它那一行。</translation>
    </message>
    <message>
        <source>{name} has no photo beside it, which the new format needs. Choose another format.</source>
        <translation>{name} 旁边没有新格式所需的照片。请选择其他格式。</translation>
    </message>
    <message>
        <source>{name} has not the {width} × {height} pixels that {file} says. Export both again.</source>
        <translation>{name} 不是 {file} 所说的 {width} × {height} 像素。请重新导出两者。</translation>
    </message>
    <message>
        <source>{name} has the photo {photo} twice. Export it again.</source>
        <translation>{name} 中照片 {photo} 出现了两次。请重新导出。</translation>
    </message>
    <message>
        <source>{name} holds a segment {segment} that {file} does not list. Export both again.</source>
        <translation>{name} 含有 {file} 没有列出的分割 {segment}。请重新导出两者。</translation>
    </message>
    <message>
        <source>{name} holds more than {most:,} files. Split it.</source>
        <translation>{name} 含有超过 {most:,} 个文件。请拆分。</translation>
    </message>
    <message>
        <source>{name} holds no masks in {classes} and lists none. Choose another source.</source>
        <translation>{name} 的 {classes} 中没有掩膜，也没有列出任何掩膜。请选择其他来源。</translation>
    </message>
    <message>
        <source>{name} holds no weights that fit this network. Name another model.</source>
        <translation>{name} 不含适合此网络的权重。请指定其他网络。</translation>
    </message>
    <message>
        <source>{name} holds no {file}, which says what the colours of its masks mean. Add it.</source>
        <translation>{name} 中没有说明其掩膜颜色含义的 {file}。请补上。</translation>
    </message>
    <message>
        <source>{name} holds numbers that are not finite ({tensor}). Choose another file.</source>
        <translation>{name} 含有非有限数值（{tensor}）。请选择其他文件。</translation>
    </message>
    <message>
        <source>{name} holds numbers that are not finite ({tensor}). Choose another model.</source>
        <translation>{name} 含有非有限数值（{tensor}）。请选择其他网络。</translation>
    </message>
    <message>
        <source>{name} holds oversized text or colour-profile data. Save it again without metadata.</source>
        <translation>{name} 含有过大的文本或颜色配置数据。请不带元数据重新保存。</translation>
    </message>
    <message>
        <source>{name} holds the colour {color}, which two classes have. Give one another colour.</source>
        <translation>{name} 含有颜色 {color}，而有两个类别都用它。请给其中一个换一种颜色。</translation>
    </message>
    <message>
        <source>{name} holds the id 255, which is no class, and background, as the mask of one thing does. Save it with one class id a pixel.</source>
        <translation>{name} 只含有不属于任何类别的编号 255 和背景，像是单个物体的掩膜。请以每像素一个类别编号保存。</translation>
    </message>
    <message>
        <source>{name} holds the id {id} in labels, but its class ids go from 0 to {last}. Save it with one class id a pixel.</source>
        <translation>{name} 的 labels 含有编号 {id}，但其类别编号为 0 到 {last}。请以每像素一个类别编号保存。</translation>
    </message>
    <message>
        <source>{name} holds the id {id}, but class ids go from 0 to {last}. Save it with the 19 classes of CelebAMask-HQ, one id a pixel.</source>
        <translation>{name} 含有编号 {id}，但类别编号为 0 到 {last}。请用 CelebAMask-HQ 的 19 个类别保存，每像素一个编号。</translation>
    </message>
    <message>
        <source>{name} holds the id {id}, but the ids of {title} end at {last}. Say whose ids it holds: {orders}.</source>
        <translation>{name} 含有编号 {id}，但 {title} 的编号最大为 {last}。请说明它用的是谁的编号：{orders}。</translation>
    </message>
    <message>
        <source>{name} holds weights of another architecture than it claims. Choose another model.</source>
        <translation>{name} 的权重与其声明的结构不符。请选择其他网络。</translation>
    </message>
    <message>
        <source>{name} holds weights of another kind. Choose another file.</source>
        <translation>{name} 的权重属于另一种类型。请选择其他文件。</translation>
    </message>
    <message>
        <source>{name} holds weights, but not a faceparse model. Choose a file made by faceparse.</source>
        <translation>{name} 含有权重，但不是 faceparse 网络。请选择由 faceparse 生成的文件。</translation>
    </message>
    <message>
        <source>{name} holds {what}. Add it to the classes of its data set.</source>
        <translation>{name} 含有{what}。请把它加入其数据集的类别。</translation>
    </message>
    <message>
        <source>{name} in {archive} is damaged or locked. Copy the archive again.</source>
        <translation>{archive} 中的 {name} 已损坏或被锁定。请重新复制该归档。</translation>
    </message>
    <message>
        <source>{name} in {archive} unpacks to more than {most} MB, which is not opened.</source>
        <translation>{archive} 中的 {name} 解压后超过 {most} MB，因此不打开。</translation>
    </message>
    <message>
        <source>{name} in {file} holds pickled objects, which can hide a program and are never opened. Save it as an array of numbers.</source>
        <translation>{file} 中的 {name} 含有 pickle 对象，其中可能藏有程序，因此从不打开。请保存为数值数组。</translation>
    </message>
    <message>
        <source>{name} in {file} is cut short. Save it again.</source>
        <translation>{file} 中的 {name} 不完整。请重新保存。</translation>
    </message>
    <message>
        <source>{name} in {file} is no NumPy array, or a damaged one. Save it again.</source>
        <translation>{file} 中的 {name} 不是 NumPy 数组，或已损坏。请重新保存。</translation>
    </message>
    <message>
        <source>{name} in {file} is no UTF-8 text.</source>
        <translation>{file} 中的 {name} 不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{name} in {file} unpacks to more than it claims. Save it again.</source>
        <translation>{file} 中的 {name} 解压后比它声明的大。请重新保存。</translation>
    </message>
    <message>
        <source>{name} in {folder} is one of the photos that are worked on, which are never changed. Choose another folder.</source>
        <translation>{folder} 中的 {name} 是正在标注的照片之一，这些照片从不改动。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} in {folder} names no classes. Export it again.</source>
        <translation>{folder} 中的 {name} 没有列出类别。请重新导出。</translation>
    </message>
    <message>
        <source>Extra inputs are not permitted</source>
        <translation>不允许有额外的内容</translation>
    </message>
    <message>
        <source>Fine-tuning cannot start: {error}</source>
        <translation>无法开始微调：{error}</translation>
    </message>
    <message>
        <source>Input should be a valid boolean</source>
        <translation>应为真或假</translation>
    </message>
    <message>
        <source>Input should be a valid integer</source>
        <translation>应为整数</translation>
    </message>
    <message>
        <source>Input should be a valid number</source>
        <translation>应为数字</translation>
    </message>
    <message>
        <source>Input should be a valid string</source>
        <translation>应为文本</translation>
    </message>
    <message>
        <source>No face was found in this photo, so nothing in it is labelled.</source>
        <translation>这张照片中没有找到人脸，因此没有标注任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>Or learn from the {n} edited one too.</source>
        <translation>
            <numerusform>或者也从 {n} 张已编辑的照片学习。</numerusform>
        </translation>
    </message>
    <message>
        <source>Out of memory. Close other programs, or process fewer files at a time.</source>
        <translation>内存不足。请关闭其他程序，或减少一次处理的文件数量。</translation>
    </message>
    <message numerus="yes">
        <source>The memory is short: it goes on with {n} crop of {side} pixels at a time.</source>
        <translation>
            <numerusform>内存不足：改为每次用 {n} 个 {side} 像素的裁剪图继续。</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no accepted photo to learn from. Correct a photo and accept it.</source>
        <translation>没有可供学习的已接受照片。请修正一张照片并接受它。</translation>
    </message>
    <message numerus="yes">
        <source>is a {kind} of {n:,} point</source>
        <translation>
            <numerusform>是只有 {n:,} 个点的 {kind}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>run lengths for {n:,} pixel, but {width} × {height} are {size:,}</source>
        <translation>
            <numerusform>{n:,} 个像素的游程，但 {width} × {height} 共 {size:,} 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{data} holds {n} pair, fewer than the {wanted} asked for. Add pairs, or ask for fewer.</source>
        <translation>
            <numerusform>{data} 中有 {n} 对，少于要求的 {wanted} 对。请增加图像对，或减少要求的数量。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{data} holds {n} pair, set aside for validation. Add pairs, or lower the recipe&apos;s data.validation_images.</source>
        <translation>
            <numerusform>{data} 中有 {n} 对，全部留作验证。请增加图像对，或减小配方中的 data.validation_images。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{data} holds {n} pair; give a replay folder with at least two.</source>
        <translation>
            <numerusform>{data} 中有 {n} 对；请指定至少有两对的回放文件夹。</numerusform>
        </translation>
    </message>
    <message>
        <source>{field}: {reason}.</source>
        <translation>{field}：{reason}。</translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
    </message>
    <message>
        <source>{folder} and {count:,} more like it</source>
        <translation>{folder} 以及另外 {count:,} 个类似文件</translation>
    </message>
    <message numerus="yes">
        <source>{lacks}, and {n} more photo has none</source>
        <translation>
            <numerusform>{lacks}，另有 {n} 张照片也没有</numerusform>
        </translation>
    </message>
    <message>
        <source>{mask} is {width}×{height}, its photo {photo} is {photo_width}×{photo_height}: another shape. Correct or remove the pair.</source>
        <translation>{mask} 为 {width}×{height}，其照片 {photo} 为 {photo_width}×{photo_height}：形状不同。请修正或删除这一对。</translation>
    </message>
    <message numerus="yes">
        <source>{n:,} image</source>
        <translation>
            <numerusform>{n:,} 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} and {n:,} more file are already in {folder}.</source>
        <translation>
            <numerusform>{folder} 中已有 {name} 和另外 {n:,} 个文件。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} came without a file that says what it must not forget: it is measured on {n} crop of your own.</source>
        <translation>
            <numerusform>{name} 没有附带说明不得忘记内容的文件：改用您自己的 {n} 个裁剪图衡量。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} in {folder} would be written over. Photos, and files that an export is made from, are never changed. Choose another folder.</source>
        <translation>这些文件会被覆盖：{name}，位于 {folder}。照片和导出所用的来源文件从不改动。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} is a HEIC picture, which is read where pillow-heif is installed (pip install &apos;faceparse-gui[heic]&apos;). Install that, or convert it to {format_names}.</source>
        <translation>{name} 是 HEIC 图片，安装 pillow-heif 后才能读取（pip install &apos;faceparse-gui[heic]&apos;）。请安装它，或转换为 {format_names}。</translation>
    </message>
    <message>
        <source>{name} is a PNG picture of mode {mode}, not a label map. Save it as an 8-bit palette or grey PNG, one class id a pixel.</source>
        <translation>{name} 是模式为 {mode} 的 PNG 图片，不是标签图。请保存为 8 位调色板或灰度 PNG，每像素一个类别编号。</translation>
    </message>
    <message>
        <source>{name} is a PNG picture of mode {mode}, not a label map: it holds the colour {color}, which no class has. Save it with one class id a pixel, or in the official colours.</source>
        <translation>{name} 是模式为 {mode} 的 PNG 图片，不是标签图：它含有不属于任何类别的颜色 {color}。请以每像素一个类别编号保存，或使用官方颜色。</translation>
    </message>
    <message>
        <source>{name} is a class table of version {version}; this program reads version {own}. Use a newer program.</source>
        <translation>{name} 是版本 {version} 的类别表；此程序可读取版本 {own}。请使用更新的程序。</translation>
    </message>
    <message>
        <source>{name} is a folder. Choose a photo in it.</source>
        <translation>{name} 是文件夹。请选择其中的照片。</translation>
    </message>
    <message>
        <source>{name} is a link that leads in a circle. Remove it, or link to the photo itself.</source>
        <translation>{name} 是循环链接。请删除它，或直接链接到照片。</translation>
    </message>
    <message>
        <source>{name} is a link to a file that is not there. Bring that back or remove it.</source>
        <translation>{name} 链接到一个不存在的文件。请放回该文件，或删除此链接。</translation>
    </message>
    <message>
        <source>{name} is a palette picture whose palette is missing: its colours are not known. Save it again in the program that made it.</source>
        <translation>{name} 是缺少调色板的调色板图片：不知道它的颜色。请用制作它的程序重新保存。</translation>
    </message>
    <message>
        <source>{name} is a parent of itself.</source>
        <translation>{name} 成了自己的上级类别。</translation>
    </message>
    <message>
        <source>{name} is a raw camera file. Convert it to {format_names} first.</source>
        <translation>{name} 是相机 RAW 文件。请先转换为 {format_names}。</translation>
    </message>
    <message>
        <source>{name} is a {format} picture of mode {mode}, not a label map. Save it as an 8-bit palette or grey PNG whose pixel values are the class ids 0 to {last}.</source>
        <translation>{name} 是模式为 {mode} 的 {format} 图片，不是标签图。请保存为 8 位调色板或灰度 PNG，像素值为类别编号 0 到 {last}。</translation>
    </message>
    <message>
        <source>{name} is already in {folder}.</source>
        <translation>{folder} 中已有 {name}。</translation>
    </message>
    <message>
        <source>{name} is cut short or damaged: the picture in it cannot be read whole. Copy the file again from its source.</source>
        <translation>{name} 不完整或已损坏：其中的图片无法完整读取。请从来源重新复制该文件。</translation>
    </message>
    <message>
        <source>{name} is damaged: it is not as it was written.</source>
        <translation>{name} 已损坏：与写入时不同。</translation>
    </message>
    <message>
        <source>{name} is damaged; the corrections are held back once more.</source>
        <translation>{name} 已损坏；重新留出修正。</translation>
    </message>
    <message>
        <source>{name} is empty. Copy the file again from its source.</source>
        <translation>{name} 是空文件。请从来源重新复制该文件。</translation>
    </message>
    <message>
        <source>{name} is in use, but its file {path} is gone: {substitute} takes its place. Put the file back, or choose a version.</source>
        <translation>{name} 正在使用，但它的文件 {path} 不见了：改用 {substitute}。请放回该文件，或选择一个版本。</translation>
    </message>
    <message>
        <source>{name} is in use. Go back to {parent} first, then delete it.</source>
        <translation>{name} 正在使用。请先退回到 {parent}，再删除它。</translation>
    </message>
    <message>
        <source>{name} is in {folder} already, but of another photo. Rename one.</source>
        <translation>{folder} 中已有 {name}，但属于另一张照片。请重命名其中一个。</translation>
    </message>
    <message>
        <source>{name} is larger than any model of this program ({most:.0f} MB). Choose another file.</source>
        <translation>{name} 比本程序的任何网络都大（{most:.0f} MB）。请选择其他文件。</translation>
    </message>
    <message>
        <source>{name} is larger than it can be ({most:,.0f} MB). Choose another file.</source>
        <translation>{name} 大得不合理（{most:,.0f} MB）。请选择其他文件。</translation>
    </message>
    <message>
        <source>{name} is mirrored to {other}, but {other} is not mirrored to it.</source>
        <translation>{name} 的镜像是 {other}，但 {other} 的镜像不是它。</translation>
    </message>
    <message>
        <source>{name} is no PNG, or a damaged one. Export it again.</source>
        <translation>{name} 不是 PNG，或已损坏。请重新导出。</translation>
    </message>
    <message>
        <source>{name} is no XML of CVAT&apos;s: it begins with {tag}.</source>
        <translation>{name} 不是 CVAT 的 XML：它以 {tag} 开头。</translation>
    </message>
    <message>
        <source>{name} is no class table: {where}{reason} Use a JSON file that this program wrote.</source>
        <translation>{name} 不是类别表：{where}{reason}请使用此程序写出的 JSON 文件。</translation>
    </message>
    <message>
        <source>{name} is no model of this program. Choose a file that faceparse made.</source>
        <translation>{name} 不是本程序的网络。请选择由 faceparse 生成的文件。</translation>
    </message>
    <message>
        <source>{name} is no zip file, or is cut short.</source>
        <translation>{name} 不是 zip 文件，或不完整。</translation>
    </message>
    <message>
        <source>{name} is not a file. Choose a file.</source>
        <translation>{name} 不是文件。请选择一个文件。</translation>
    </message>
    <message>
        <source>{name} is not a file. Choose a photo.</source>
        <translation>{name} 不是文件。请选择一张照片。</translation>
    </message>
    <message>
        <source>{name} is not a model file, or it is damaged. Choose a .safetensors file made by faceparse.</source>
        <translation>{name} 不是网络文件，或已损坏。请选择由 faceparse 生成的 .safetensors 文件。</translation>
    </message>
    <message>
        <source>{name} is not a model file, or it is damaged. Choose a .safetensors file that faceparse made.</source>
        <translation>{name} 不是网络文件，或已损坏。请选择由 faceparse 生成的 .safetensors 文件。</translation>
    </message>
    <message>
        <source>{name} is not a picture of a known kind. Choose a {format_names} file.</source>
        <translation>{name} 不是已知类型的图片。请选择 {format_names} 文件。</translation>
    </message>
    <message>
        <source>{name} is not all of {photo}: the map of another of its faces is missing. Export them again.</source>
        <translation>{name} 不是 {photo} 的全部：缺少其中另一张人脸的标签图。请重新导出。</translation>
    </message>
    <message>
        <source>{name} is not as its format asks: {where}: {why}. Export it again.</source>
        <translation>{name} 不符合其格式的要求：{where}：{why}。请重新导出。</translation>
    </message>
    <message>
        <source>{name} is not at {path} any more and is left out. Put it back to learn from it.</source>
        <translation>{name} 已不在 {path}，因此略过。请放回原处以便学习。</translation>
    </message>
    <message>
        <source>{name} is not at {path} or is no file. Choose a .safetensors file.</source>
        <translation>{name} 不在 {path}，或不是文件。请选择一个 .safetensors 文件。</translation>
    </message>
    <message>
        <source>{name} is not clear: {what} stands for two images, or none. Export it again.</source>
        <translation>{name} 含义不明：{what} 代表两张图像，或不代表任何图像。请重新导出。</translation>
    </message>
    <message>
        <source>{name} is not in the folder any more; its labels are kept. Put it back to export it.</source>
        <translation>{name} 已不在文件夹中；它的标签已保留。请放回原处以便导出。</translation>
    </message>
    <message>
        <source>{name} is not in the folder any more; its work is kept.</source>
        <translation>{name} 已不在文件夹中；对它的工作已保留。</translation>
    </message>
    <message>
        <source>{name} is not there, although {file} lists it: it has no mask yet.</source>
        <translation>{name} 不存在，尽管 {file} 列出了它：它还没有掩膜。</translation>
    </message>
    <message>
        <source>{name} is not there.</source>
        <translation>{name} 不存在。</translation>
    </message>
    <message>
        <source>{name} is not there. It may have been moved or renamed. Check its name and folder.</source>
        <translation>{name} 不存在。它可能被移动或重命名了。请检查其名称和文件夹。</translation>
    </message>
    <message>
        <source>{name} is not there. {why}</source>
        <translation>{name} 不存在。{why}</translation>
    </message>
    <message>
        <source>{name} is out of date and could not be removed. Delete it.</source>
        <translation>{name} 已过时且无法删除。请删除它。</translation>
    </message>
    <message>
        <source>{name} is the square around a face of {photo} and does not say where in it. Import whole photos, or an export with a map of the photo&apos;s size for each face.</source>
        <translation>{name} 是 {photo} 中一张人脸的方形裁剪图，没有说明它在照片中的位置。请导入整张照片的导出，或每张人脸一幅照片尺寸标签图的导出。</translation>
    </message>
    <message>
        <source>{name} is {kind}, which is not read. Save it as {format_names} with 8 bits a sample.</source>
        <translation>{name} 是{kind}，无法读取。请保存为每采样 8 位的 {format_names}。</translation>
    </message>
    <message>
        <source>{name} is {width} × {height} pixels and was {labels_width} × {labels_height} when its labels were made, which are kept. Put the photo back as it was, or label it anew.</source>
        <translation>{name} 为 {width} × {height} 像素，制作标签时为 {labels_width} × {labels_height}；标签已保留。请把照片恢复原样，或重新标注。</translation>
    </message>
    <message>
        <source>{name} is {width} × {height} pixels, its labels {labels_width} × {labels_height}. Put the photo back as it was when they were made, or label it anew.</source>
        <translation>{name} 为 {width} × {height} 像素，其标签为 {labels_width} × {labels_height}。请把照片恢复为制作标签时的样子，或重新标注。</translation>
    </message>
    <message>
        <source>{name} is {width} × {height} pixels, its photo {photo_width} × {photo_height}. Use the label map that was made for this photo, at the photo&apos;s own size.</source>
        <translation>{name} 为 {width} × {height} 像素，其照片为 {photo_width} × {photo_height}。请使用为这张照片制作的、与照片大小相同的标签图。</translation>
    </message>
    <message>
        <source>{name} is {width} × {height} pixels, its photo {photo_width} × {photo_height}. Use the label map that was made for this photo.</source>
        <translation>{name} 为 {width} × {height} 像素，其照片为 {photo_width} × {photo_height}。请使用为这张照片制作的标签图。</translation>
    </message>
    <message>
        <source>{name} is {width} × {height} pixels, the masks beside it {other_width} × {other_height}. Bring them to one size.</source>
        <translation>{name} 为 {width} × {height} 像素，旁边的掩膜为 {other_width} × {other_height}。请统一大小。</translation>
    </message>
    <message>
        <source>{name} lacks the mark at its end; the picture in it is whole.</source>
        <translation>{name} 缺少结尾标记；其中的图片是完整的。</translation>
    </message>
    <message>
        <source>{name} lists no photos, at most tracks of a video. Export it as “CVAT for images 1.1”.</source>
        <translation>{name} 没有列出照片，至多只有视频轨迹。请导出为“CVAT for images 1.1”。</translation>
    </message>
    <message>
        <source>{name} lists the segment {segment} of {photo} twice, or it is no id. Export it again.</source>
        <translation>{name} 把 {photo} 的分割 {segment} 列了两次，或它不是编号。请重新导出。</translation>
    </message>
    <message>
        <source>{name} may not be read. Give yourself the right to read it, or copy it elsewhere.</source>
        <translation>没有读取 {name} 的权限。请给自己读取权限，或把它复制到别处。</translation>
    </message>
    <message>
        <source>{name} names the class {other}, which is not in the table.</source>
        <translation>{name} 提到类别 {other}，但表中没有该类别。</translation>
    </message>
    <message>
        <source>{name} names {photo} twice. Remove one of its lines.</source>
        <translation>{name} 两次列出 {photo}。请删除其中一行。</translation>
    </message>
    <message>
        <source>{name} needs more memory than is free.</source>
        <translation>{name} 所需的内存超过可用内存。</translation>
    </message>
    <message>
        <source>{name} needs more memory than is free. Close other programs and try again.</source>
        <translation>{name} 所需的内存超过可用内存。请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>{name} needs more memory than is free. Close other programs, or split it.</source>
        <translation>{name} 所需的内存超过可用内存。请关闭其他程序，或拆分它。</translation>
    </message>
    <message>
        <source>{name} needs more memory than is free. Close other programs.</source>
        <translation>{name} 所需的内存超过可用内存。请关闭其他程序。</translation>
    </message>
    <message>
        <source>{name} needs {needed:.1f} GB to be opened, which is too much. Save a smaller copy.</source>
        <translation>打开 {name} 需要 {needed:.1f} GB，太多了。请保存一个较小的副本。</translation>
    </message>
    <message>
        <source>{name} says nothing of its size in stack.xml. Save it again.</source>
        <translation>{name} 的 stack.xml 没有说明大小。请重新保存。</translation>
    </message>
    <message>
        <source>{name} says that {photo} is {width} × {height} pixels; photos have 1 to {most} million. Export it again.</source>
        <translation>{name} 说 {photo} 为 {width} × {height} 像素；照片应有 1 到 {most} 百万像素。请重新导出。</translation>
    </message>
    <message>
        <source>{name} takes more work to read than a mask may. Simplify it, or shrink its photo.</source>
        <translation>读取 {name} 所需的工作量超过掩膜的上限。请简化它，或缩小其照片。</translation>
    </message>
    <message>
        <source>{name} takes {needed:.1f} GB of memory, more than the {most:.1f} GB that one picture may. Save a copy of at most {width} × {height} pixels and open that.</source>
        <translation>{name} 占用 {needed:.1f} GB 内存，超过单张图片的上限 {most:.1f} GB。请保存一个不超过 {width} × {height} 像素的副本并打开它。</translation>
    </message>
    <message>
        <source>{name} uses a category {category}, but lists none. Export it again.</source>
        <translation>{name} 使用了类别 {category}，但没有列出它。请重新导出。</translation>
    </message>
    <message>
        <source>{name} was changed since it was labelled and is left out. Open it and accept it again to learn from it.</source>
        <translation>{name} 在标注之后被更改，因此略过。请打开并重新接受它，以便学习。</translation>
    </message>
    <message>
        <source>{name} was changed since it was labelled and is left out. Put it back as it was, or open it and accept it again.</source>
        <translation>{name} 在标注之后被更改，因此略过。请恢复原样，或打开并重新接受它。</translation>
    </message>
    <message>
        <source>{name} was left as it is: some of its files are in {target}, others are gone. Say that they may be replaced, or choose another folder.</source>
        <translation>{name} 保持原样：它的一些文件在 {target} 中，另一些不见了。请允许替换，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} was made for another class table ({count} classes). Choose a model of the 19 CelebAMask-HQ classes.</source>
        <translation>{name} 用于另一套类别（{count} 类）。请选择 CelebAMask-HQ 19 类的网络。</translation>
    </message>
    <message>
        <source>{name} was not followed: the name {entry} in it leads outside. Take it out.</source>
        <translation>未采用 {name} 中的名称 {entry}：它指向外部。请将其删去。</translation>
    </message>
    <message>
        <source>{name} was not looked at to its end.</source>
        <translation>{name} 没有查看到底。</translation>
    </message>
    <message>
        <source>{name} was not opened: it has more than {most} million pixels. Save a smaller copy.</source>
        <translation>没有打开 {name}：它超过 {most} 百万像素。请保存一个较小的副本。</translation>
    </message>
    <message>
        <source>{name} was not opened: its XML declares entities, which a mask needs not. Do not use it.</source>
        <translation>没有打开 {name}：它的 XML 声明了实体，而掩膜不需要实体。请不要使用它。</translation>
    </message>
    <message>
        <source>{name} was not opened: {entry} in it {fault}. Do not use it, or pack it anew from its files.</source>
        <translation>没有打开 {name}：其中的 {entry} {fault}。请不要使用它，或用其文件重新打包。</translation>
    </message>
    <message>
        <source>{name} was not saved in {folder}: it is too large for this disk. Save it on another.</source>
        <translation>{name} 没有保存到 {folder}：对这个磁盘来说太大。请保存到其他磁盘。</translation>
    </message>
    <message>
        <source>{name} was not saved in {folder}: the disk is full. Free some space and save again.</source>
        <translation>{name} 没有保存到 {folder}：磁盘已满。请腾出一些空间后重新保存。</translation>
    </message>
    <message>
        <source>{name} was not saved in {folder}: {reason}. Choose another name or folder.</source>
        <translation>{name} 没有保存到 {folder}：{reason}。请选择其他名称或文件夹。</translation>
    </message>
    <message>
        <source>{name} was not saved: there is no folder {folder}. Create it or choose another.</source>
        <translation>{name} 没有保存：没有文件夹 {folder}。请创建它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} was not saved: you may not write in {folder}. Choose another folder or change its rights.</source>
        <translation>{name} 没有保存：您无权写入 {folder}。请选择其他文件夹，或更改其权限。</translation>
    </message>
    <message>
        <source>{name} was read as something else than classes.</source>
        <translation>{name} 读出的内容不是类别。</translation>
    </message>
    <message>
        <source>{name} was written for another photo.</source>
        <translation>{name} 是为另一张照片写入的。</translation>
    </message>
    <message>
        <source>{name}: a {shape} of {photo}, {label}, is {fault}. Draw it again.</source>
        <translation>{name}：{photo} 的 {shape} {label} 是{fault}。请重新绘制。</translation>
    </message>
    <message>
        <source>{name}: its ids and its colours contradict each other: id {id} is {title}, but has the colour of {other}. Say which count: its ids (palette) or its colours (colors).</source>
        <translation>{name}：它的编号与颜色互相矛盾：编号 {id} 是 {title}，却用了 {other} 的颜色。请说明以哪个为准：编号（palette）或颜色（colors）。</translation>
    </message>
    <message>
        <source>{name}: shape {number}, {label}, {fault}. Draw it again in labelme.</source>
        <translation>{name}：形状 {number}（{label}）{fault}。请在 labelme 中重新绘制。</translation>
    </message>
    <message>
        <source>{name}: there is no photo {photo} in {folder}, or more than one. Name the photos as the masks, or have the photos copied along.</source>
        <translation>{name}：{folder} 中没有照片 {photo}，或不止一张。请让照片与掩膜同名，或同时复制照片。</translation>
    </message>
    <message>
        <source>{name}: {title} has no order {order}. Choose {orders}.</source>
        <translation>{name}：{title} 没有顺序 {order}。请选择 {orders}。</translation>
    </message>
    <message>
        <source>{name}: {which} of {photo} has {fault}. Draw or export it again.</source>
        <translation>{name}：{photo} 的{which}含有{fault}。请重新绘制或导出。</translation>
    </message>
    <message>
        <source>{new} has the same content as other photos that were renamed, but their labels differ: they were given out in the order of the names. Look at them.</source>
        <translation>{new} 与其他被重命名的照片内容相同，但标注不同：标注已按名称顺序分配。请查看它们。</translation>
    </message>
    <message numerus="yes">
        <source>{n} more photo is left out.</source>
        <translation>
            <numerusform>还有 {n} 张照片被略过。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} pair cannot be used:
  {pairs}{more}</source>
        <translation>
            <numerusform>{n} 对无法使用：
  {pairs}{more}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} parsed photo is too few to get used to: at least {least} are needed. Parse more.</source>
        <translation>
            <numerusform>只有 {n} 张已解析的照片，不足以适应：至少需要 {least} 张。请再解析一些。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} photo is accepted for some classes only and is left out.</source>
        <translation>
            <numerusform>有 {n} 张照片只接受了部分类别，未包括在内。</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} has the name of a network that ships with the program. Rename it.</source>
        <translation>{path} 与随程序提供的网络同名。请重命名。</translation>
    </message>
    <message>
        <source>{path} held links or other things that do not belong there: {names}.</source>
        <translation>{path} 中有链接或其他不该在那里的东西：{names}。</translation>
    </message>
    <message>
        <source>{odd} is a link or another thing that is no file: it could lead to anything of yours. Remove it, or start the fine-tuning anew.</source>
        <translation>{odd} 是链接或其他不是文件的东西：它可能指向您的任何文件。请删除它，或重新开始微调。</translation>
    </message>
    <message>
        <source>About {share:.0%} less to correct, but large areas grew: {figures}.</source>
        <translation>需要修正的约少 {share:.0%}，但大的区域变大了：{figures}。</translation>
    </message>
    <message>
        <source>About {share:.0%} less to correct: {figures}.</source>
        <translation>需要修正的约少 {share:.0%}：{figures}。</translation>
    </message>
    <message>
        <source>{old} is {new} now, by its content: the work on it goes on there.</source>
        <translation>从内容看，{old} 现在是 {new}：对它的工作在那里继续。</translation>
    </message>
    <message>
        <source>{path} belongs to photo {number}, whose masks lie elsewhere too. Remove one set.</source>
        <translation>{path} 属于照片 {number}，而它的掩膜在别处也有。请删除其中一组。</translation>
    </message>
    <message>
        <source>{path} belongs to the project. Export to another folder.</source>
        <translation>{path} 属于项目。请导出到其他文件夹。</translation>
    </message>
    <message>
        <source>{path} cannot be reached: its project was closed. Open it again.</source>
        <translation>无法访问 {path}：它的项目已关闭。请重新打开。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({error}): is its disk still there?</source>
        <translation>无法读取 {path}（{error}）：它的磁盘还在吗？</translation>
    </message>
    <message>
        <source>{path} cannot be read: you may not. Change its rights.</source>
        <translation>无法读取 {path}：没有权限。请更改其权限。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check its name.</source>
        <translation>无法读取 {path}：{reason}。请检查其名称。</translation>
    </message>
    <message>
        <source>{path} cannot be used ({error}). Is its disk still there?</source>
        <translation>无法使用 {path}（{error}）。它的磁盘还在吗？</translation>
    </message>
    <message>
        <source>{path} cannot be used ({error}). Is the disk full or gone?</source>
        <translation>无法使用 {path}（{error}）。磁盘是否已满或不见了？</translation>
    </message>
    <message>
        <source>{path} cannot be used ({where}: {reason}). Start the fine-tuning anew.</source>
        <translation>无法使用 {path}（{where}：{reason}）。请重新开始微调。</translation>
    </message>
    <message>
        <source>{path} does not belong there (a link, perhaps) and cannot be renamed. Remove it.</source>
        <translation>{path} 不该在那里（也许是链接），且无法重命名。请删除它。</translation>
    </message>
    <message>
        <source>{path} has more than {most:,} bytes, the most that is read. Name another.</source>
        <translation>{path} 超过 {most:,} 字节，这是可读取的上限。请指定其他文件。</translation>
    </message>
    <message>
        <source>{path} has {megabytes:,.0f} MB, more than such a file can have. Remove it.</source>
        <translation>{path} 有 {megabytes:,.0f} MB，这种文件不可能这么大。请删除它。</translation>
    </message>
    <message>
        <source>{path} is a folder. Move it away.</source>
        <translation>{path} 是文件夹。请将其移走。</translation>
    </message>
    <message>
        <source>{path} is a link or a file, not a folder, and work is never kept through links: they could lead to anything of yours. Put the folder that it leads to in its place, or remove it, then open the photos again.</source>
        <translation>{path} 是链接或文件，不是文件夹，而工作从不通过链接保存：链接可能指向您的任何文件。请换成它所指向的文件夹，或删除它，然后重新打开照片。</translation>
    </message>
    <message>
        <source>{path} is a link or another thing that is no file, and is not used. Remove it.</source>
        <translation>{path} 是链接或其他不是文件的东西，不会使用。请删除它。</translation>
    </message>
    <message>
        <source>{path} is a link, and no lines are added through links. Name another file.</source>
        <translation>{path} 是一个链接，不会通过链接追加内容。请指定其他文件。</translation>
    </message>
    <message>
        <source>{path} is a link. Name the file that it leads to.</source>
        <translation>{path} 是链接。请指定它所指向的文件。</translation>
    </message>
    <message>
        <source>{path} is damaged and cannot be renamed ({error}).</source>
        <translation>{path} 已损坏且无法重命名（{error}）。</translation>
    </message>
    <message>
        <source>{path} is damaged and cannot be renamed. Move it away.</source>
        <translation>{path} 已损坏且无法重命名。请把它移走。</translation>
    </message>
    <message>
        <source>{path} is neither a network (.safetensors) nor a face detector ({pattern}) by its name. Rename it if it is one of them.</source>
        <translation>从名称看，{path} 既不是网络（.safetensors），也不是人脸检测器（{pattern}）。如果它是其中之一，请重命名。</translation>
    </message>
    <message>
        <source>{path} is no folder. Choose another name, or move it away.</source>
        <translation>{path} 不是文件夹。请选择其他名称，或将它移走。</translation>
    </message>
    <message>
        <source>{path} is not there or cannot be read. Start the fine-tuning anew.</source>
        <translation>{path} 不存在或无法读取。请重新开始微调。</translation>
    </message>
    <message>
        <source>{path} is not there. Check the name.</source>
        <translation>{path} 不存在。请检查名称。</translation>
    </message>
    <message>
        <source>{path} is there already: nothing was added.</source>
        <translation>{path} 已在那里：未添加任何内容。</translation>
    </message>
    <message>
        <source>{path} is {kind}. Name a file.</source>
        <translation>{path} 是{kind}。请指定一个文件。</translation>
    </message>
    <message>
        <source>{path} was made by a newer version of this program (schema {schema}, this one knows up to {known}). Update the program; nothing was changed.</source>
        <translation>{path} 由本程序的更新版本创建（架构 {schema}，本版本最高支持 {known}）。请更新程序；没有改动任何内容。</translation>
    </message>
    <message>
        <source>{path} was not added: {name} is in {folder} already. Rename it, or have it replaced.</source>
        <translation>未添加 {path}：{folder} 中已有 {name}。请重命名，或选择替换。</translation>
    </message>
    <message>
        <source>{path} was not added: {why}</source>
        <translation>未添加 {path}：{why}</translation>
    </message>
    <message>
        <source>{path}, which held the work on these photos, was deleted.</source>
        <translation>保存这些照片的工作的 {path} 已被删除。</translation>
    </message>
    <message>
        <source>{path}, which holds the work on these photos, was moved away. Put it back.</source>
        <translation>保存这些照片的工作的 {path} 已被移走。请放回原处。</translation>
    </message>
    <message>
        <source>{pattern} is no naming pattern of masks: put {{stem}} where the photo&apos;s name stands</source>
        <translation>{pattern} 不是掩膜的命名方式：请在照片名的位置写 {{stem}}</translation>
    </message>
    <message>
        <source>{pattern} is no naming pattern: use {known} as they are, or {{n:05}}</source>
        <translation>{pattern} 不是命名方式：请原样使用 {known}，或 {{n:05}}</translation>
    </message>
    <message>
        <source>{pattern} is no naming pattern: {error}</source>
        <translation>{pattern} 不是命名方式：{error}</translation>
    </message>
    <message>
        <source>{pattern} names all photos alike: put {{stem}} or {{n}} into it</source>
        <translation>{pattern} 会使所有照片同名：请加入 {{stem}} 或 {{n}}</translation>
    </message>
    <message>
        <source>{photo} has no mask {mask}</source>
        <translation>{photo} 没有掩膜 {mask}</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}。</translation>
    </message>
    <message>
        <source>{source} holds no masks in {folders}. Choose the folder that holds these.</source>
        <translation>{source} 的 {folders} 中没有掩膜。请选择含有它们的文件夹。</translation>
    </message>
    <message>
        <source>{source} holds no masks in {masks} or {merged}. Choose the folder that holds these.</source>
        <translation>{source} 的 {masks} 或 {merged} 中没有掩膜。请选择含有它们的文件夹。</translation>
    </message>
    <message>
        <source>{source} holds no {meta} and {masks}. Choose the folder that holds these.</source>
        <translation>{source} 中没有 {meta} 和 {masks}。请选择含有它们的文件夹。</translation>
    </message>
    <message>
        <source>{source} holds no {name}. Export it again from its source.</source>
        <translation>{source} 中没有 {name}。请从来源重新导出。</translation>
    </message>
    <message>
        <source>{source} holds two label maps of {name}. Remove one of them.</source>
        <translation>{source} 含有 {name} 的两个标签图。请删除其中一个。</translation>
    </message>
    <message>
        <source>{source} is in no format that is known by its look. Say which it is.</source>
        <translation>无法自动识别 {source} 的格式。请指定格式。</translation>
    </message>
    <message>
        <source>{source} is neither a file nor a folder. Choose one.</source>
        <translation>{source} 既不是文件也不是文件夹。请选择文件或文件夹。</translation>
    </message>
    <message>
        <source>{source} is no folder, or is not there. Check the name.</source>
        <translation>{source} 不是文件夹，或不存在。请检查名称。</translation>
    </message>
    <message>
        <source>{source} is not a folder. Check the name, or choose another format.</source>
        <translation>{source} 不是文件夹。请检查名称，或选择其他格式。</translation>
    </message>
    <message>
        <source>{store} cannot be written ({error}): is its disk still there?</source>
        <translation>无法写入 {store}（{error}）：它的磁盘还在吗？</translation>
    </message>
    <message>
        <source>{tag} with a {name}</source>
        <translation>{tag} 的 {name}</translation>
    </message>
    <message>
        <source>{target} is inside the saved work on some photos. Choose another folder.</source>
        <translation>{target} 位于一些照片的已保存工作之内。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{text} They are not used, and were renamed to end in {aside}.</source>
        <translation>{text}它们不会被使用，并已重命名为以 {aside} 结尾。</translation>
    </message>
    <message>
        <source>{title} can be read, but not written. Choose another format.</source>
        <translation>{title} 只能读取，不能写入。请选择其他格式。</translation>
    </message>
    <message>
        <source>{title} can be written, but not read. Choose another format.</source>
        <translation>{title} 只能写入，不能读取。请选择其他格式。</translation>
    </message>
    <message>
        <source>{what} Choose another folder, or say that they may be replaced.</source>
        <translation>{what}请选择其他文件夹，或允许替换。</translation>
    </message>
    <message>
        <source>{what} It was set aside as {path}</source>
        <translation>{what}它已另存为 {path}</translation>
    </message>
    <message>
        <source>{what}, and the labels saved before it took its place: check them.</source>
        <translation>{what}，由之前保存的标签代替：请检查。</translation>
    </message>
    <message>
        <source>{what}, and there are none from before: parse again.</source>
        <translation>{what}，而且没有之前的标签：请重新解析。</translation>
    </message>
    <message>
        <source>{what}; parse again.</source>
        <translation>{what}；请重新解析。</translation>
    </message>
    <message>
        <source>{why} Copy it again from its source.</source>
        <translation>{why}请从来源重新复制。</translation>
    </message>
    <message>
        <source>{why} Its earlier labels are kept as {aside}.</source>
        <translation>{why}它先前的标签已保留为 {aside}。</translation>
    </message>
    <message>
        <source>{{stem}}, {{folder}}, {{n}} and {{i}}</source>
        <translation>{{stem}}、{{folder}}、{{n}} 和 {{i}}</translation>
    </message>
    <message>
        <source>{{{field}}} is not known in a naming pattern; there are {known}</source>
        <translation>命名方式中没有 {{{field}}}；可用的有 {known}</translation>
    </message>
</context>
<context>
    <name>MissingDialog</name>
    <message>
        <source>Missing photos</source>
        <translation>缺失的照片</translation>
    </message>
    <message>
        <source>These photos have saved labels but are no longer in the folder. The labels are kept: put the photos back, under any name, and open the folder again.</source>
        <translation>这些照片有已保存的标签，但已不在文件夹中。标签已保留：把照片放回（名称不限），然后重新打开文件夹。</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Last edited</source>
        <translation>最近编辑</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Face detector: {0} (your own)</source>
        <translation>人脸检测器：{0}（您自己的）</translation>
    </message>
    <message>
        <source>Face detector: {0} (installed)</source>
        <translation>人脸检测器：{0}（随程序安装）</translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message>
        <source>the shipped network</source>
        <translation>自带的网络</translation>
    </message>
    <message>
        <source>{0} of this project</source>
        <translation>此项目的 {0}</translation>
    </message>
    <message>
        <source>{0} cannot be used. The shipped network is used instead.</source>
        <translation>无法使用 {0}。改用自带的网络。</translation>
    </message>
</context>
<context>
    <name>NamingField</name>
    <message>
        <source>File names</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>{stem} photo name · {folder} its folder · {n} number, {n:05} with leading zeros</source>
        <translation>{stem} 照片名 · {folder} 所在文件夹 · {n} 序号，{n:05} 带前导零</translation>
    </message>
    <message>
        <source>Enter a file name pattern, for example {stem}.</source>
        <translation>请输入文件名格式，例如 {stem}。</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
</context>
<context>
    <name>NoFaceBar</name>
    <message>
        <source>No face was found in this photo.</source>
        <translation>这张照片中没有找到人脸。</translation>
    </message>
    <message>
        <source>Parse whole photo</source>
        <translation>解析整张照片</translation>
    </message>
    <message>
        <source>Parse this photo as one aligned face, without face detection</source>
        <translation>将这张照片作为一张对齐的人脸解析，不检测人脸</translation>
    </message>
</context>
<context>
    <name>OpenCommands</name>
    <message>
        <source>Open recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Photos ({0})</source>
        <translation>照片 ({0})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Open photos</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open folder with sub-folders</source>
        <translation>打开文件夹及其子文件夹</translation>
    </message>
    <message>
        <source>No recent items</source>
        <translation>没有最近打开的项目</translation>
    </message>
</context>
<context>
    <name>OpenProject</name>
    <message>
        <source>{0} no longer exists. Open another one.</source>
        <translation>{0} 已不存在。请打开另一个。</translation>
    </message>
    <message>
        <source>There are no photos in {0} or its sub-folders. Supported formats: {1}.</source>
        <translation>{0} 及其子文件夹中没有照片。支持的格式：{1}。</translation>
    </message>
    <message>
        <source>There are no photos directly in {0}. Its sub-folders were opened.</source>
        <translation>{0} 中没有直接存放的照片。已打开它的子文件夹。</translation>
    </message>
    <message>
        <source>Only {0} was opened: one folder at a time.</source>
        <translation>只打开了 {0}：一次一个文件夹。</translation>
    </message>
    <message>
        <source>Not opened (not photos): {0}.</source>
        <translation>未打开（不是照片）：{0}。</translation>
    </message>
    <message>
        <source>Only the photos in {0} were opened: one folder at a time.</source>
        <translation>只打开了 {0} 中的照片：一次一个文件夹。</translation>
    </message>
</context>
<context>
    <name>OptionsForm</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Choose at least one class.</source>
        <translation>请至少选择一个类别。</translation>
    </message>
    <message>
        <source>Choose at least one cut-out.</source>
        <translation>请至少选择一种抠图。</translation>
    </message>
    <message>
        <source>Include the background as a class</source>
        <translation>将背景作为一个类别</translation>
    </message>
    <message>
        <source>Whole photo</source>
        <translation>整张照片</translation>
    </message>
    <message>
        <source>Each face (upright)</source>
        <translation>每张人脸（摆正）</translation>
    </message>
    <message>
        <source>Each face, in the whole photo</source>
        <translation>每张人脸（在整张照片中）</translation>
    </message>
    <message>
        <source>One per class and face</source>
        <translation>每张人脸每个类别一个</translation>
    </message>
    <message>
        <source>One per class</source>
        <translation>每个类别一个</translation>
    </message>
    <message>
        <source>Greyscale, without palette</source>
        <translation>灰度，不带调色板</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Class ids</source>
        <translation>类别编号</translation>
    </message>
    <message>
        <source>Cut-outs</source>
        <translation>抠图</translation>
    </message>
    <message>
        <source>Include photos</source>
        <translation>包含照片</translation>
    </message>
    <message>
        <source>Longer side of the photo, or side of the face crop, in pixels</source>
        <translation>照片长边或人脸裁剪图边长（像素）</translation>
    </message>
    <message>
        <source>Whether several faces in a photo are separate objects</source>
        <translation>照片中的多张人脸是否作为单独的对象</translation>
    </message>
    <message>
        <source>Export the photos with the masks</source>
        <translation>将照片与掩膜一起导出</translation>
    </message>
    <message>
        <source>Whether the background counts as a class</source>
        <translation>背景是否算作一个类别</translation>
    </message>
    <message>
        <source>For programs that cannot read palettes</source>
        <translation>供不支持调色板的程序使用</translation>
    </message>
    <message>
        <source>Original size</source>
        <translation>原始尺寸</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>One map for each face, with the other faces as background: cropped and upright, as the network sees it, or as large as the photo</source>
        <translation>每张人脸一幅标签图，其他人脸作为背景：裁剪并摆正（与网络所见一致），或与照片同样大小</translation>
    </message>
    <message>
        <source>{0} px, as the network sees it</source>
        <translation>{0} px，与网络看到的一致</translation>
    </message>
</context>
<context>
    <name>OrderBox</name>
    <message>
        <source>Which class ids to use</source>
        <translation>使用哪种类别编号</translation>
    </message>
</context>
<context>
    <name>Ordering</name>
    <message>
        <source>That was the last photo to review. Press again to start over.</source>
        <translation>这是最后一张待检查的照片。再按一次从头开始。</translation>
    </message>
    <message>
        <source>No parsed photos left to review. Use Parse all to get more.</source>
        <translation>没有待检查的已解析照片了。可用“全部解析”获得更多。</translation>
    </message>
    <message>
        <source>All photos have been reviewed.</source>
        <translation>所有照片都已检查。</translation>
    </message>
</context>
<context>
    <name>PaintOverBar</name>
    <message>
        <source>Reset: paint over any class</source>
        <translation>重置：可覆盖任何类别</translation>
    </message>
    <message>
        <source>{0} is locked</source>
        <translation>{0}已锁定</translation>
    </message>
    <message>
        <source>Unlock {0} in the class list to paint it</source>
        <translation>要绘制{0}，请在类别列表中解锁</translation>
    </message>
    <message>
        <source>Only over: none</source>
        <translation>仅覆盖：无</translation>
    </message>
    <message>
        <source>No class can be painted over, so painting has no effect</source>
        <translation>没有可覆盖的类别，绘制不会有任何效果</translation>
    </message>
    <message>
        <source>Over any class except {0}</source>
        <translation>可覆盖除 {0} 外的任何类别</translation>
    </message>
    <message>
        <source>Locked classes do not change: {0}</source>
        <translation>锁定的类别不会改变：{0}</translation>
    </message>
    <message>
        <source>Paint over any class</source>
        <translation>可覆盖任何类别</translation>
    </message>
    <message>
        <source>Choose which classes strokes and fills may replace</source>
        <translation>选择笔画和填充可以替换的类别</translation>
    </message>
    <message>
        <source>Strokes and fills replace these classes only: {0}</source>
        <translation>笔画和填充仅替换这些类别：{0}</translation>
    </message>
    <message>
        <source>Only over {0}</source>
        <translation>仅覆盖 {0}</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>重置布局</translation>
    </message>
    <message>
        <source>Reset the positions of all panels</source>
        <translation>重置所有面板的位置</translation>
    </message>
    <message>
        <source>Float or dock “{0}”</source>
        <translation>浮动或停靠“{0}”</translation>
    </message>
    <message>
        <source>Hide “{0}” (reopen it from the View menu)</source>
        <translation>隐藏“{0}”（可从“视图”菜单重新打开）</translation>
    </message>
</context>
<context>
    <name>ParseService</name>
    <message>
        <source>The parser stopped at {0}. {1}</source>
        <translation>解析器在 {0} 处停止。{1}</translation>
    </message>
    <message>
        <source>The parser stopped {0} times in a row. {1}</source>
        <translation>解析器连续停止了 {0} 次。{1}</translation>
    </message>
    <message>
        <source>The parser stopped and was restarted.</source>
        <translation>解析器停止后已重新启动。</translation>
    </message>
</context>
<context>
    <name>Parsing</name>
    <message>
        <source>All photos are already parsed.</source>
        <translation>所有照片都已解析。</translation>
    </message>
    <message>
        <source>{0} parsed in {1}.</source>
        <translation>已解析 {0}，用时 {1}。</translation>
    </message>
    <message>
        <source>{0} parsed in {1}, {2:,} failed.</source>
        <translation>已解析 {0}，用时 {1}，失败 {2:,} 张。</translation>
    </message>
    <message>
        <source>No face was found in {0}.</source>
        <translation>{0}中没有找到人脸。</translation>
    </message>
    <message>
        <source>Parsing cancelled. Parsed photos are kept.</source>
        <translation>解析已取消。已解析的照片会保留。</translation>
    </message>
    <message>
        <source>{0} is being parsed. Change its faces when that is done.</source>
        <translation>{0} 正在解析。请在解析完成后更改其中的人脸。</translation>
    </message>
    <message>
        <source>{0}: nothing of a face was seen in that frame.</source>
        <translation>{0}：在该框中未看到人脸。</translation>
    </message>
    <message>
        <source>The labels of {0} changed. Change its faces again.</source>
        <translation>{0} 的标注已更改。请重新更改其中的人脸。</translation>
    </message>
    <message>
        <source>{0} parsed in {1:.1f} s.</source>
        <translation>{0} 已在 {1:.1f} 秒内解析。</translation>
    </message>
    <message>
        <source>{0}: no face was found.</source>
        <translation>{0}：没有找到人脸。</translation>
    </message>
    <message>
        <source>Edited or accepted, not changed: {0:,}.</source>
        <translation>已编辑或已接受，未更改：{0:,}。</translation>
    </message>
    <message>
        <source>Parsing is not possible: {0}</source>
        <translation>无法解析：{0}</translation>
    </message>
</context>
<context>
    <name>PendingBar</name>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Apply (Enter)</source>
        <translation>应用（Enter）</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Discard (Esc)</source>
        <translation>放弃（Esc）</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <translation>取消（Esc）</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Show the next proposal (Tab)</source>
        <translation>显示下一个方案（Tab）</translation>
    </message>
</context>
<context>
    <name>PhotoDisplay</name>
    <message>
        <source>face {0}</source>
        <translation>第 {0} 张脸</translation>
    </message>
    <message>
        <source>confidence {0:.0f} %</source>
        <translation>置信度 {0:.0f} %</translation>
    </message>
    <message>
        <source>predicted: {0}, confidence {1:.0f} %</source>
        <translation>预测：{0}，置信度 {1:.0f} %</translation>
    </message>
</context>
<context>
    <name>PhotoListView</name>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>PhotoModel</name>
    <message>
        <source>new</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>没有人脸</translation>
    </message>
    <message>
        <source>parsed</source>
        <translation>已解析</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>accepted: {0}</source>
        <translation>已接受：{0}</translation>
    </message>
    <message>
        <source>changed · {0}</source>
        <translation>照片已更改 · {0}</translation>
    </message>
    <message>
        <source>{0} · {1:.1f} % unsure</source>
        <translation>{0} · {1:.1f} % 不确定</translation>
    </message>
    <message>
        <source>The photo has changed since it was labelled. It is skipped in exports and fine-tuning until it is restored or accepted again.</source>
        <translation>照片在标注之后发生了变化。在恢复原样或重新接受之前，导出和微调都会跳过它。</translation>
    </message>
    <message>
        <source>1 issue</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>{0} issues</source>
        <translation>{0} 个问题</translation>
    </message>
    <message>
        <source>The network expects {0:.1f} % of the face’s pixels to be wrong.</source>
        <translation>网络预计人脸中 {0:.1f} % 的像素有误。</translation>
    </message>
</context>
<context>
    <name>PhotoWatch</name>
    <message>
        <source>{0} was not accepted: the photo has changed since it was labelled.</source>
        <translation>{0} 未被接受：照片在标注之后发生了变化。</translation>
    </message>
    <message>
        <source>Accept anyway</source>
        <translation>仍然接受</translation>
    </message>
    <message>
        <source>{0} is missing: another program moved or deleted it. Your labels are kept.</source>
        <translation>{0} 缺失：另一个程序移动或删除了它。您的标签已保留。</translation>
    </message>
    <message>
        <source>Another program changed {0}. Your labels are kept.</source>
        <translation>另一个程序更改了 {0}。您的标签已保留。</translation>
    </message>
    <message>
        <source>Reload photo</source>
        <translation>重新加载照片</translation>
    </message>
    <message>
        <source>{0} has changed since it was labelled. Its labels are kept: check them.</source>
        <translation>{0} 在标注之后发生了变化。标签已保留：请检查。</translation>
    </message>
    <message>
        <source>{0} is {1} × {2} pixels but was {3} × {4} when it was parsed. Its labels do not fit and are hidden. They are kept, and shown again when the photo is restored.</source>
        <translation>{0} 为 {1} × {2} 像素，解析时为 {3} × {4}。标签不匹配，已隐藏。标签已保留，照片恢复原样后会重新显示。</translation>
    </message>
    <message>
        <source>{0} is {1} × {2} pixels but was {3} × {4} when you labelled it. Your labels do not fit and are hidden. They are kept, and shown again when the photo is restored.</source>
        <translation>{0} 为 {1} × {2} 像素，您标注时为 {3} × {4}。标签不匹配，已隐藏。标签已保留，照片恢复原样后会重新显示。</translation>
    </message>
</context>
<context>
    <name>ProgressSummary</name>
    <message>
        <source>Accepted photos</source>
        <translation>已接受的照片</translation>
    </message>
    <message>
        <source>No photos open</source>
        <translation>没有打开的照片</translation>
    </message>
    <message>
        <source>{0:,} of {1:,} accepted</source>
        <translation>已接受 {0:,} / {1:,}</translation>
    </message>
    <message>
        <source>{0:,} without a face</source>
        <translation>{0:,} 张没有人脸</translation>
    </message>
    <message>
        <source>{0:,.0f} per hour</source>
        <translation>每小时 {0:,.0f} 张</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
</context>
<context>
    <name>ProjectHistory</name>
    <message>
        <source>Many photos are being undone. Wait for it to finish or cancel it.</source>
        <translation>正在撤销多张照片。请等待完成或取消。</translation>
    </message>
    <message>
        <source>{0} undone in {1}.</source>
        <translation>已在 {1}中撤销“{0}”。</translation>
    </message>
    <message>
        <source>{0} redone in {1}.</source>
        <translation>已在 {1}中重做“{0}”。</translation>
    </message>
    <message>
        <source>1 photo edited since was not changed.</source>
        <translation>此后编辑过的 1 张照片未更改。</translation>
    </message>
    <message>
        <source>{0} edited since were not changed.</source>
        <translation>此后编辑过的 {0}未更改。</translation>
    </message>
    <message>
        <source>{0} skipped (cancelled).</source>
        <translation>已跳过 {0}（已取消）。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>ProjectSwitcher</name>
    <message>
        <source>The folder stays open: some of its work could not be saved yet.</source>
        <translation>文件夹保持打开：它的部分工作还无法保存。</translation>
    </message>
</context>
<context>
    <name>Promotion</name>
    <message>
        <source>{0} of another folder is ready.</source>
        <translation>另一个文件夹的 {0} 已完成。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
    <message>
        <source>Keep {0}</source>
        <translation>继续使用 {0}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>{0} is ready but could not be evaluated.</source>
        <translation>{0} 已完成，但无法评估。</translation>
    </message>
    <message>
        <source>It was not compared with {0}, which is in use. Choose one.</source>
        <translation>它没有与正在使用的 {0} 比较。请选择。</translation>
    </message>
</context>
<context>
    <name>Recent</name>
    <message>
        <source>{0} with sub-folders</source>
        <translation>{0}（含子文件夹）</translation>
    </message>
    <message>
        <source>{0} photos in {1}</source>
        <translation>{1} 中的 {0} 张照片</translation>
    </message>
</context>
<context>
    <name>Recognising</name>
    <message>
        <source>Photos that changed since they were labelled: {0:,}.</source>
        <translation>标注之后发生变化的照片：{0:,} 张。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>There are saved labels for photos in sub-folders of {0}, too.</source>
        <translation>{0} 的子文件夹中的照片也有已保存的标签。</translation>
    </message>
    <message>
        <source>One more photo is in a sub-folder of {0}.</source>
        <translation>{0} 的子文件夹中还有 1 张照片。</translation>
    </message>
    <message>
        <source>At least {1:,} more photos are in sub-folders of {0}.</source>
        <translation>{0} 的子文件夹中还有至少 {1:,} 张照片。</translation>
    </message>
    <message>
        <source>{1:,} more photos are in sub-folders of {0}.</source>
        <translation>{0} 的子文件夹中还有 {1:,} 张照片。</translation>
    </message>
    <message>
        <source>Open all</source>
        <translation>全部打开</translation>
    </message>
    <message>
        <source>{0} seems to be renamed to {1}.</source>
        <translation>{0} 似乎已重命名为 {1}。</translation>
    </message>
    <message>
        <source>{2:,} photos seem to be renamed, for example {0} to {1}.</source>
        <translation>{2:,} 张照片似乎已重命名，例如 {0} 重命名为 {1}。</translation>
    </message>
    <message>
        <source>Some have the same content but different labels; these are assigned in order of name.</source>
        <translation>其中一些内容相同但标签不同，将按名称顺序分配。</translation>
    </message>
    <message>
        <source>Transfer labels</source>
        <translation>转移标签</translation>
    </message>
    <message>
        <source>Treat as new photos</source>
        <translation>视为新照片</translation>
    </message>
    <message>
        <source>Treat as new photo</source>
        <translation>视为新照片</translation>
    </message>
    <message>
        <source>Photos with transferred labels: {0:,}.</source>
        <translation>已转移标签的照片：{0:,} 张。</translation>
    </message>
    <message>
        <source>No photos with labels are missing.</source>
        <translation>有标签的照片都没有缺失。</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>Rules from corrections</source>
        <translation>来自更正的规则</translation>
    </message>
    <message>
        <source>In {0} you turned {1} into {2}. Do the same wherever {1} is in {3} not touched yet?</source>
        <translation>您在 {0}中把“{1}”改成了“{2}”。要在尚未改动的 {3}中凡有“{1}”处同样处理吗？</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>{0}, in {1}. Photos parsed later follow; the Photo menu switches it off.</source>
        <translation>{0}（{1}）。之后解析的照片也照此处理；可在“照片”菜单中关闭。</translation>
    </message>
    <message>
        <source>{0} skipped (cancelled).</source>
        <translation>已跳过 {0}（已取消）。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Photos not touched and those parsed later follow it. Untick to switch it off.</source>
        <translation>尚未改动的照片和以后解析的照片都照此处理。取消勾选即关闭。</translation>
    </message>
    <message>
        <source>{0} is {1}</source>
        <translation>“{0}”即“{1}”</translation>
    </message>
</context>
<context>
    <name>ScopeChoice</name>
    <message>
        <source>This photo</source>
        <translation>这张照片</translation>
    </message>
    <message>
        <source>Accepted photos ({0:,})</source>
        <translation>已接受的照片（{0:,}）</translation>
    </message>
    <message>
        <source>All photos with labels ({0:,})</source>
        <translation>所有有标签的照片（{0:,}）</translation>
    </message>
    <message>
        <source>Include photos accepted for some classes only ({0:,})</source>
        <translation>包括只接受了部分类别的照片（{0:,}）</translation>
    </message>
    <message>
        <source>Include photos without a face, as empty masks ({0:,})</source>
        <translation>包括没有人脸的照片，导出为空白掩膜（{0:,}）</translation>
    </message>
</context>
<context>
    <name>Selection</name>
    <message>
        <source>{0} accepted.</source>
        <translation>已接受 {0}。</translation>
    </message>
    <message>
        <source>Accept selected photos</source>
        <translation>接受选中的照片</translation>
    </message>
    <message>
        <source>Unaccept selected photos</source>
        <translation>取消接受选中的照片</translation>
    </message>
    <message>
        <source>Parse selected photos</source>
        <translation>解析选中的照片</translation>
    </message>
    <message>
        <source>Select all listed photos</source>
        <translation>选择列表中的所有照片</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Search by name</source>
        <translation>按名称搜索</translation>
    </message>
    <message>
        <source>None of the selected photos has labels to accept.</source>
        <translation>选中的照片都没有可接受的标签。</translation>
    </message>
    <message>
        <source>Not accepted because the photo changed since it was labelled: {0}.</source>
        <translation>未被接受，因为照片在标注之后发生了变化：{0}。</translation>
    </message>
    <message>
        <source>{0} without labels skipped.</source>
        <translation>已跳过没有标签的 {0}。</translation>
    </message>
    <message>
        <source>{0} without a face skipped.</source>
        <translation>已跳过没有人脸的 {0}。</translation>
    </message>
    <message>
        <source>{0} skipped because they changed since they were labelled.</source>
        <translation>已跳过 {0}，因为它们在标注之后发生了变化。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{0} no longer accepted.</source>
        <translation>{0} 不再是已接受。</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>简体中文</source>
        <translation>简体中文</translation>
    </message>
    <message>
        <source>Parse photos when they are opened</source>
        <translation>打开照片时自动解析</translation>
    </message>
    <message>
        <source>Go to the next photo after accepting</source>
        <translation>接受后转到下一张照片</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>圆形</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>方形</translation>
    </message>
    <message>
        <source>Tip</source>
        <translation>笔尖</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>笔压</translation>
    </message>
    <message>
        <source>Erase to</source>
        <translation>擦除为</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>To</source>
        <translation>为</translation>
    </message>
    <message>
        <source>Fill by</source>
        <translation>填充依据</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Maximum difference from the clicked colour</source>
        <translation>与点击处颜色的最大差异</translation>
    </message>
    <message>
        <source>The active class</source>
        <translation>当前类别</translation>
    </message>
    <message>
        <source>Paints</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Similar colour</source>
        <translation>相近的颜色</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Workflow</source>
        <translation>工作流程</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Takes effect after a restart</source>
        <translation>重启后生效</translation>
    </message>
    <message>
        <source>Only photos that are not parsed yet</source>
        <translation>仅限尚未解析的照片</translation>
    </message>
    <message>
        <source>Undo memory per photo (MB)</source>
        <translation>每张照片的撤销内存（MB）</translation>
    </message>
    <message>
        <source>The oldest steps are discarded first</source>
        <translation>最早的步骤先被丢弃</translation>
    </message>
    <message>
        <source>Brush tip</source>
        <translation>笔尖</translation>
    </message>
    <message>
        <source>Smooth fast strokes into curves</source>
        <translation>将快速的笔画平滑为曲线</translation>
    </message>
    <message>
        <source>Pen pressure controls the brush size</source>
        <translation>笔压控制画笔大小</translation>
    </message>
    <message>
        <source>What erased pixels become</source>
        <translation>擦除后的像素变为</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>By</source>
        <translation>按</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>Apply selections immediately</source>
        <translation>立即应用选区</translation>
    </message>
    <message>
        <source>Without waiting for Enter</source>
        <translation>无需按 Enter</translation>
    </message>
    <message>
        <source>Lasso paints</source>
        <translation>套索绘制</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all settings to their defaults</source>
        <translation>将所有设置重置为默认值</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>hold to pan</source>
        <translation>按住平移</translation>
    </message>
    <message>
        <source>cancels the current action</source>
        <translation>取消当前操作</translation>
    </message>
    <message>
        <source>confirms</source>
        <translation>确认</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Edit shortcuts</source>
        <translation>编辑快捷键</translation>
    </message>
    <message>
        <source>Search commands or shortcuts</source>
        <translation>搜索命令或快捷键</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>New shortcut</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>Reassign</source>
        <translation>改用于此</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Select a command, then press the new key.</source>
        <translation>选择一个命令，然后按下新的按键。</translation>
    </message>
    <message>
        <source>{0} is reserved: {1}.</source>
        <translation>{0} 已保留：{1}。</translation>
    </message>
    <message>
        <source>{0} is used by “{1}”.</source>
        <translation>{0} 已用于“{1}”。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SortBar</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Most uncertain first</source>
        <translation>最不确定的在前</translation>
    </message>
    <message>
        <source>Most issues first</source>
        <translation>问题最多的在前</translation>
    </message>
    <message>
        <source>Sort again: photos have changed</source>
        <translation>重新排序：照片已有变化</translation>
    </message>
    <message>
        <source>Sort the photos</source>
        <translation>照片排序</translation>
    </message>
</context>
<context>
    <name>SourceField</name>
    <message>
        <source>Folder or file of masks</source>
        <translation>掩膜文件夹或文件</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Import masks</source>
        <translation>导入掩膜</translation>
    </message>
</context>
<context>
    <name>SplitHandle</name>
    <message>
        <source>Drag: prediction on the left, labels on the right</source>
        <translation>拖动：左边是预测，右边是标签</translation>
    </message>
    <message>
        <source>Divider between prediction and labels</source>
        <translation>预测与标签之间的分界线</translation>
    </message>
</context>
<context>
    <name>StatusEdits</name>
    <message>
        <source>{0} was not accepted: its labels do not fit the changed photo and are hidden.</source>
        <translation>{0} 未被接受：标签与更改后的照片不匹配，已隐藏。</translation>
    </message>
    <message>
        <source>Parse or paint this photo before accepting it.</source>
        <translation>请先解析或绘制这张照片，然后再接受。</translation>
    </message>
</context>
<context>
    <name>Stepping</name>
    <message>
        <source>That was the last photo.</source>
        <translation>这是最后一张照片。</translation>
    </message>
    <message>
        <source>This is the first photo.</source>
        <translation>这是第一张照片。</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Parse</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>Add a face</source>
        <translation>添加人脸</translation>
    </message>
    <message>
        <source>Change a face</source>
        <translation>更改人脸</translation>
    </message>
    <message>
        <source>Remove a face</source>
        <translation>移除人脸</translation>
    </message>
    <message>
        <source>Parse all</source>
        <translation>全部解析</translation>
    </message>
    <message>
        <source>Parse again</source>
        <translation>重新解析</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Apply rule</source>
        <translation>应用规则</translation>
    </message>
    <message>
        <source>Unaccept</source>
        <translation>取消接受</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
</context>
<context>
    <name>StoreWatch</name>
    <message>
        <source>Your changes are kept in memory and saved as soon as possible.</source>
        <translation>您的更改保留在内存中，会尽快保存。</translation>
    </message>
    <message>
        <source>Saving is paused: {0} is missing.</source>
        <translation>已暂停保存：找不到 {0}。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Continue there</source>
        <translation>在那里继续</translation>
    </message>
    <message>
        <source>Create again</source>
        <translation>重新创建</translation>
    </message>
    <message>
        <source>Continue here</source>
        <translation>在此继续</translation>
    </message>
    <message>
        <source>All changes are saved again.</source>
        <translation>所有更改都已重新保存。</translation>
    </message>
</context>
<context>
    <name>TargetField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
</context>
<context>
    <name>ToolOptions</name>
    <message>
        <source>Drag an edge outwards or inwards.</source>
        <translation>把边缘向外或向里拖动。</translation>
    </message>
    <message>
        <source>Click an object, or drag or click around it.</source>
        <translation>点击对象，或围绕它拖动或点击。</translation>
    </message>
    <message>
        <source>Maximum difference from the clicked colour</source>
        <translation>与点击处颜色的最大差异</translation>
    </message>
    <message>
        <source>Shift+drag</source>
        <translation>Shift+拖动</translation>
    </message>
    <message>
        <source>Erases any class.</source>
        <translation>擦除任何类别。</translation>
    </message>
    <message>
        <source>Click an area.</source>
        <translation>点击一个区域。</translation>
    </message>
    <message>
        <source>The nearest class takes its place.</source>
        <translation>由最近的类别代替。</translation>
    </message>
    <message>
        <source>Right button or Ctrl: erase the active class.</source>
        <translation>右键或 Ctrl：擦除当前类别。</translation>
    </message>
    <message>
        <source>Shift+click: straight line.</source>
        <translation>Shift+点击：直线。</translation>
    </message>
    <message>
        <source>By colour: drag right or left to adjust the tolerance.</source>
        <translation>按颜色时：左右拖动以调整容差。</translation>
    </message>
    <message>
        <source>Click to pick a class.</source>
        <translation>点击以拾取类别。</translation>
    </message>
    <message>
        <source>Drag around an area, or click its corners.</source>
        <translation>围绕区域拖动，或逐个点击其角点。</translation>
    </message>
    <message>
        <source>Shift: box.</source>
        <translation>Shift：矩形。</translation>
    </message>
    <message>
        <source>Its edges are found automatically.</source>
        <translation>会自动找到它的边缘。</translation>
    </message>
    <message>
        <source>Left button: part of the class.</source>
        <translation>左键：属于该类别。</translation>
    </message>
    <message>
        <source>Right button or Ctrl: not part of it.</source>
        <translation>右键或 Ctrl：不属于该类别。</translation>
    </message>
    <message>
        <source>Drag a box around the face, or click two of its corners.</source>
        <translation>在人脸周围拖出一个框，或单击它的两个角。</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>This photo is not parsed yet. There is no prediction to restore.</source>
        <translation>这张照片尚未解析，没有可恢复的预测。</translation>
    </message>
    <message>
        <source>Outline started. Click the next corner or keep dragging. Esc cancels.</source>
        <translation>轮廓已开始。点击下一个角点或继续拖动。按 Esc 取消。</translation>
    </message>
    <message>
        <source>Click the next corner. Enter closes the outline.</source>
        <translation>点击下一个角点。按 Enter 闭合轮廓。</translation>
    </message>
    <message>
        <source>An outline needs at least three corners.</source>
        <translation>轮廓至少需要三个角点。</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>拾取</translation>
    </message>
    <message>
        <source>Move edge</source>
        <translation>推移边缘</translation>
    </message>
    <message>
        <source>Scribble fix</source>
        <translation>涂抹修正</translation>
    </message>
    <message>
        <source>Finding edges…</source>
        <translation>正在查找边缘…</translation>
    </message>
    <message>
        <source>Add more strokes, or press Enter to apply.</source>
        <translation>继续涂画，或按 Enter 应用。</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>智能选择</translation>
    </message>
    <message>
        <source>Press Enter to paint the striped area.</source>
        <translation>按 Enter 绘制条纹区域。</translation>
    </message>
    <message>
        <source>Enter paints the striped area, a click goes on around it.</source>
        <translation>按 Enter 绘制条纹区域，继续点击则围绕它画轮廓。</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>This photo is not parsed yet. Erased to background.</source>
        <translation>这张照片尚未解析。已擦除为背景。</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Erase class</source>
        <translation>擦除类别</translation>
    </message>
    <message>
        <source>“{name}” is locked. Unlock it in the class list to paint it.</source>
        <translation>“{name}”已锁定。请在类别列表中解锁后再绘制。</translation>
    </message>
    <message>
        <source>“{name}” is hidden. Show it in the class list to see what you paint.</source>
        <translation>“{name}”已隐藏。请在类别列表中显示它，以便看到所画的内容。</translation>
    </message>
    <message>
        <source>There is no “{name}” here to erase. The eraser erases any class.</source>
        <translation>这里没有可擦除的“{name}”。橡皮可擦除任何类别。</translation>
    </message>
    <message>
        <source>Proposal {0} of {1} (Tab: next)</source>
        <translation>方案 {0}/{1}（Tab：下一个）</translation>
    </message>
    <message>
        <source>No object found. Draw closer around it.</source>
        <translation>没有找到物体。请画得更贴近一些。</translation>
    </message>
    <message>
        <source>Add a face</source>
        <translation>添加人脸</translation>
    </message>
    <message>
        <source>Drag a box around a face, from the hairline to the chin. The middle of a frame moves it, a corner resizes and turns it, Delete removes it, a right click offers more. Esc cancels.</source>
        <translation>在人脸周围拖出一个框，从发际线到下巴。拖动人脸框的中心可移动它，拖动角可缩放和旋转，按 Delete 移除，右键单击有更多选项。按 Esc 取消。</translation>
    </message>
    <message>
        <source>Drag a box around the face, from the hairline to the chin. Esc cancels.</source>
        <translation>在人脸周围拖出一个框，从发际线到下巴。按 Esc 取消。</translation>
    </message>
    <message>
        <source>Draw the box on the photo.</source>
        <translation>请在照片上画框。</translation>
    </message>
    <message>
        <source>The box is too small for a face.</source>
        <translation>框太小，容不下人脸。</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Press {0} or click here.</source>
        <translation>按 {0} 或点击这里。</translation>
    </message>
    <message>
        <source>Click here.</source>
        <translation>点击这里。</translation>
    </message>
    <message>
        <source>{0} shows all shortcuts.</source>
        <translation>按 {0} 显示所有快捷键。</translation>
    </message>
    <message>
        <source>Parse the photo</source>
        <translation>解析照片</translation>
    </message>
    <message>
        <source>The network labels each face with 19 classes: skin, hair, eyes and so on.</source>
        <translation>网络会为每张人脸标出 19 个类别：皮肤、头发、眼睛等。</translation>
    </message>
    <message>
        <source>Choose a class on the right and paint. Every step can be undone, and everything is saved.</source>
        <translation>在右侧选择一个类别并绘制。每一步都可以撤销，所有内容都会保存。</translation>
    </message>
    <message>
        <source>Accepted photos are exported and used for fine-tuning.</source>
        <translation>已接受的照片用于导出和微调。</translation>
    </message>
    <message>
        <source>Correct what is wrong</source>
        <translation>修正错误之处</translation>
    </message>
    <message>
        <source>Accept, then export or fine-tune</source>
        <translation>接受，然后导出或微调</translation>
    </message>
</context>
<context>
    <name>Undoing</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>Versioning</name>
    <message>
        <source>{0} exported to {1}.</source>
        <translation>{0} 已导出到 {1}。</translation>
    </message>
    <message>
        <source>{0} imported. Choose Use to parse with it.</source>
        <translation>{0} 已导入。选择“使用”以用它解析。</translation>
    </message>
</context>
<context>
    <name>VersionsDialog</name>
    <message>
        <source>Network versions</source>
        <translation>网络版本</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Show result</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>file missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>shipped</source>
        <translation>自带</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Based on</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>To correct</source>
        <translation>需要修正</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Edited and accepted photos keep their labels, whichever version is in use.</source>
        <translation>已编辑或已接受的照片保留其标签，无论使用哪个版本。</translation>
    </message>
    <message>
        <source>Its file is deleted permanently. Export it first if you may need it later.</source>
        <translation>它的文件将被永久删除。如果以后可能需要，请先导出。</translation>
    </message>
    <message>
        <source>used to photos</source>
        <translation>已适应照片</translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Delete {0}?</source>
        <translation>删除 {0}？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export {0}</source>
        <translation>导出 {0}</translation>
    </message>
    <message>
        <source>Import a version</source>
        <translation>导入一个版本</translation>
    </message>
    <message>
        <source>Networks ({0})</source>
        <translation>网络（{0}）</translation>
    </message>
</context>
<context>
    <name>ViewModeActions</name>
    <message>
        <source>Prediction (hold)</source>
        <translation>预测（按住）</translation>
    </message>
    <message>
        <source>Split view with prediction</source>
        <translation>与预测分屏比较</translation>
    </message>
    <message>
        <source>Difference from prediction</source>
        <translation>与预测的差异</translation>
    </message>
    <message>
        <source>Checkerboard with photo</source>
        <translation>与照片棋盘交错显示</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Rulers</source>
        <translation>标尺</translation>
    </message>
    <message>
        <source>Face frames</source>
        <translation>人脸框</translation>
    </message>
</context>
<context>
    <name>ViewModes</name>
    <message>
        <source>Parse this photo first. There is no confidence to show yet.</source>
        <translation>请先解析这张照片。还没有可显示的置信度。</translation>
    </message>
    <message>
        <source>Confidence of the network</source>
        <translation>网络的置信度</translation>
    </message>
    <message>
        <source>≤ {0} %</source>
        <translation>≤ {0} %</translation>
    </message>
    <message>
        <source>Coloured: differences from the prediction</source>
        <translation>着色处：与预测的差异</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Parse this photo first. There is no prediction to compare with.</source>
        <translation>请先解析这张照片。还没有可比较的预测。</translation>
    </message>
</context>
<context>
    <name>Viewing</name>
    <message>
        <source>Active class colour…</source>
        <translation>当前类别的颜色…</translation>
    </message>
    <message>
        <source>Show only active class</source>
        <translation>仅显示当前类别</translation>
    </message>
    <message>
        <source>Paint only over…</source>
        <translation>仅覆盖指定类别…</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0} 小时 {1} 分钟</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} 小时</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 张照片</translation>
    </message>
    <message>
        <source>{0:,} photos</source>
        <translation>{0:,} 张照片</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 张人脸</translation>
    </message>
    <message>
        <source>{0:,} faces</source>
        <translation>{0:,} 张人脸</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>{0:,} files</source>
        <translation>{0:,} 个文件</translation>
    </message>
</context>
<context>
    <name>_CheckLine</name>
    <message>
        <source>Replay folder</source>
        <translation>回放文件夹</translation>
    </message>
    <message>
        <source>Wrong pixels</source>
        <translation>错误像素</translation>
    </message>
    <message>
        <source>Expected wrong</source>
        <translation>预计错误</translation>
    </message>
    <message>
        <source>Areas to correct</source>
        <translation>需要修正的区域</translation>
    </message>
    <message>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <source>Untouched photos</source>
        <translation>未改动的照片</translation>
    </message>
    <message>
        <source>The share of a face&apos;s pixels that the network expects to have wrong</source>
        <translation>网络预计会出错的人脸像素所占的比例</translation>
    </message>
    <message>
        <source>In a photo, on corrections it had not seen</source>
        <translation>每张照片，依据它没有见过的修正</translation>
    </message>
    <message>
        <source>Areas of a photo that are thicker than {0} pixels, on corrections it had not seen</source>
        <translation>照片中厚度超过 {0} 像素的区域，依据它没有见过的修正</translation>
    </message>
    <message>
        <source>F on held-back corrected photos</source>
        <translation>在留出的修正照片上的 F</translation>
    </message>
    <message>
        <source>F on the photos of the replay folder</source>
        <translation>在回放文件夹的照片上的 F</translation>
    </message>
    <message>
        <source>Agreement with earlier confident predictions</source>
        <translation>与先前高置信度预测的一致程度</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>not passed</source>
        <translation>未通过</translation>
    </message>
</context>
<context>
    <name>_Chip</name>
    <message>
        <source>{0}: corrected in {1}</source>
        <translation>{0}：在 {1}中修正过</translation>
    </message>
</context>
<context>
    <name>_NoMatch</name>
    <message>
        <source>No matching photos.</source>
        <translation>没有匹配的照片。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
</context>
<context>
    <name>_Note</name>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>_Parts</name>
    <message>
        <source>Hair</source>
        <translation>头发</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>面部</translation>
    </message>
    <message>
        <source>Head: face and hair</source>
        <translation>头部：面部与头发</translation>
    </message>
    <message>
        <source>Without the background</source>
        <translation>去除背景</translation>
    </message>
</context>
<context>
    <name>_Picture</name>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>{0}. Click to go there.</source>
        <translation>{0}。点击前往。</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Fix automatically</source>
        <translation>自动修复</translation>
    </message>
    <message>
        <source>No automatic fix: paint it by hand</source>
        <translation>无法自动修复：请手动绘制</translation>
    </message>
    <message>
        <source>Fix: {0}</source>
        <translation>修复：{0}</translation>
    </message>
    <message>
        <source>Ignore in this photo</source>
        <translation>在这张照片中忽略</translation>
    </message>
    <message>
        <source>Ignore: {0}</source>
        <translation>忽略：{0}</translation>
    </message>
    <message>
        <source>{0} goes to the next issue.</source>
        <translation>按 {0} 前往下一个问题。</translation>
    </message>
</context>
<context>
    <name>_Strip</name>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
</context>
</TS>
