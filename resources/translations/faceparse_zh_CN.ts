<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
        <source>Open the sample portrait</source>
        <translation>打开示例肖像</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
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
        <source>Previous photo not accepted</source>
        <translation>上一张未接受的照片</translation>
    </message>
    <message>
        <source>Next photo not accepted</source>
        <translation>下一张未接受的照片</translation>
    </message>
    <message>
        <source>Next most useful photo</source>
        <translation>下一张最有用的照片</translation>
    </message>
    <message>
        <source>Accept and next</source>
        <translation>接受并转到下一张</translation>
    </message>
    <message>
        <source>Fine-tune on corrections…</source>
        <translation>用修正微调…</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Versions…</source>
        <translation>版本…</translation>
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
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>更改快捷键…</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Open the folder where the program writes down what went wrong</source>
        <translation>打开程序记录出错信息的文件夹</translation>
    </message>
    <message>
        <source>About faceparse-gui</source>
        <translation>关于 faceparse-gui</translation>
    </message>
    <message>
        <source>Parse the whole photo as one face, as in CelebAMask-HQ, without looking for faces first</source>
        <translation>把整张照片当作一张人脸来解析（如 CelebAMask-HQ），不先查找人脸</translation>
    </message>
</context>
<context>
    <name>AdvancedFinetune</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>As chosen above</source>
        <translation>与上面的选择相同</translation>
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
        <source>Exact time</source>
        <translation>准确时间</translation>
    </message>
    <message>
        <source>Replay folder</source>
        <translation>回放文件夹</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>A folder with images/ and masks/ that the network must not forget, if you have one</source>
        <translation>一个含有 images/ 和 masks/ 的文件夹，网络不得忘记其中的内容（如果有的话）</translation>
    </message>
    <message>
        <source>There is no images/ and masks/ in this folder.</source>
        <translation>这个文件夹里没有 images/ 和 masks/。</translation>
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
        <source>Preserve other labels</source>
        <translation>保护其他标签</translation>
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
        <source>Fit</source>
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
        <translation>只画在这些之上</translation>
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
        <source>The class that was under the cursor</source>
        <translation>光标下的类别</translation>
    </message>
</context>
<context>
    <name>ClassColor</name>
    <message>
        <source>Colour of “{name}” on the screen</source>
        <translation>屏幕上“{name}”的颜色</translation>
    </message>
</context>
<context>
    <name>ClassPanel</name>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Colours that are easier to tell apart, for the colour-blind too. Files keep theirs.</source>
        <translation>更容易区分的颜色，也适合色觉障碍者。文件中的颜色不变。</translation>
    </message>
    <message>
        <source>Distinct colours</source>
        <translation>易区分的颜色</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
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
        <source>Lock: no edit changes this class</source>
        <translation>锁定：任何编辑都不会改动这个类别</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>显示{name}</translation>
    </message>
    <message>
        <source>Show or hide; with Alt, show this class alone</source>
        <translation>显示或隐藏；按住 Alt 则只显示这个类别</translation>
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
        <source>Usual colour</source>
        <translation>默认颜色</translation>
    </message>
    <message>
        <source>Show alone</source>
        <translation>单独显示</translation>
    </message>
    <message>
        <source>Paint only over this class</source>
        <translation>只画在这个类别之上</translation>
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
        <source>None of the marked photos has labels that may be changed.</source>
        <translation>标记的照片中没有可以更改的标签。</translation>
    </message>
    <message>
        <source>Photos are being cleaned up: wait for that or cancel it first.</source>
        <translation>正在清理照片：请等待或先取消它。</translation>
    </message>
    <message>
        <source>Nothing was there to clean up.</source>
        <translation>没有需要清理的内容。</translation>
    </message>
    <message>
        <source>{0} cleaned up: {1}.</source>
        <translation>已清理 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} left out by the cancel.</source>
        <translation>因取消而略过 {0}。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo clean-up</source>
        <translation>撤销清理</translation>
    </message>
    <message>
        <source>{0} as before.</source>
        <translation>{0} 已恢复原样。</translation>
    </message>
    <message>
        <source>{0} edited since stay as they are.</source>
        <translation>此后编辑过的 {0} 保持原样。</translation>
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
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
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
        <source>The class that is chosen in the list of classes</source>
        <translation>类别列表中选中的类别</translation>
    </message>
    <message>
        <source>One class after another, the background left out</source>
        <translation>逐个类别处理，不含背景</translation>
    </message>
    <message>
        <source>Accepted photos too; they must be accepted again</source>
        <translation>也包括已接受的照片；之后须重新接受</translation>
    </message>
    <message>
        <source>Without this, marked photos that were accepted stay as they are</source>
        <translation>不选此项，标记的已接受照片保持原样</translation>
    </message>
    <message>
        <source>Clean up the photo on the canvas (Enter)</source>
        <translation>清理画布上的照片（Enter）</translation>
    </message>
    <message>
        <source>Clean up the marked photos in the background</source>
        <translation>在后台清理标记的照片</translation>
    </message>
    <message>
        <source>Close; what is not applied changes nothing (Esc)</source>
        <translation>关闭；未应用的内容不会改变任何东西（Esc）</translation>
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
        <source>Looking …</source>
        <translation>正在查看……</translation>
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
        <source>Drop islands</source>
        <translation>去除孤岛</translation>
    </message>
    <message>
        <source>Small parts of a class go to what lies around them.</source>
        <translation>类别的小块归入其周围的类别。</translation>
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
        <source>What a class encloses becomes of the class.</source>
        <translation>被某类别包围的部分归入该类别。</translation>
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
        <source>Teeth and notches in a class&apos;s edge are evened out.</source>
        <translation>类别边缘的锯齿和缺口会被抚平。</translation>
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
        <source>The class&apos;s edge moves outwards.</source>
        <translation>类别的边缘向外移动。</translation>
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
        <source>The class&apos;s edge moves inwards.</source>
        <translation>类别的边缘向里移动。</translation>
    </message>
    <message>
        <source>Merge into another class</source>
        <translation>并入另一个类别</translation>
    </message>
    <message>
        <source>All pixels of the class become of the other one.</source>
        <translation>该类别的所有像素归入另一个类别。</translation>
    </message>
    <message>
        <source>Swap left and right</source>
        <translation>左右互换</translation>
    </message>
    <message>
        <source>Eyes, brows and ears change sides.</source>
        <translation>眼睛、眉毛和耳朵互换左右。</translation>
    </message>
    <message>
        <source>Back to what was parsed</source>
        <translation>恢复为解析结果</translation>
    </message>
    <message>
        <source>Corrections of the class are taken back.</source>
        <translation>撤回对该类别的修正。</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A fine-tuning is running.</source>
        <translation>微调正在进行。</translation>
    </message>
    <message>
        <source>It can go on without the window; its result is shown when you open this folder again.</source>
        <translation>它可以在没有窗口时继续；再次打开这个文件夹时会显示结果。</translation>
    </message>
    <message>
        <source>The one that waits is offered then, too.</source>
        <translation>排队的那一个届时也会提供。</translation>
    </message>
    <message>
        <source>Let it finish</source>
        <translation>让它完成</translation>
    </message>
    <message>
        <source>Stop it, go on later</source>
        <translation>停止，以后继续</translation>
    </message>
    <message>
        <source>Keep the window open</source>
        <translation>不关闭窗口</translation>
    </message>
    <message>
        <source>The last work cannot be saved.</source>
        <translation>最近的工作无法保存。</translation>
    </message>
    <message>
        <source>Free some space on the disk, or give its rights back, and try again.</source>
        <translation>请腾出一些磁盘空间，或恢复写入权限，然后重试。</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Close and lose it</source>
        <translation>关闭并放弃</translation>
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
        <source>● {0:.3f}</source>
        <translation>● {0:.3f}</translation>
    </message>
    <message>
        <source>┄ before {0:.3f}</source>
        <translation>┄ 之前 {0:.3f}</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>把照片或文件夹拖到这里</translation>
    </message>
    <message>
        <source>Your work is saved by itself, beside the photos, which stay as they are.</source>
        <translation>您的工作会自动保存在照片旁边，照片本身不会改变。</translation>
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
        <source>Try the sample portrait</source>
        <translation>试试示例肖像</translation>
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
        <translation>已修正</translation>
    </message>
    <message>
        <source>There were too few corrections to hold some back.</source>
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
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Choose a format.</source>
        <translation>请选择一种格式。</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>请选择一个文件夹。</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>An export is running: wait for it or cancel it first.</source>
        <translation>正在导出：请等待或先取消它。</translation>
    </message>
    <message>
        <source>There are no labels to export yet: press Parse or paint some.</source>
        <translation>还没有可导出的标签：请按“解析”或画一些。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>{0:,} files are already in {1}.</source>
        <translation>{1} 中已有 {0:,} 个文件。</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>替换它们</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留它们</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{0:,} photos exported to {1}.</source>
        <translation>已将 {0:,} 张照片导出到 {1}。</translation>
    </message>
    <message>
        <source>1 photo exported to {0}.</source>
        <translation>已将 1 张照片导出到 {0}。</translation>
    </message>
    <message>
        <source>Export cancelled.</source>
        <translation>导出已取消。</translation>
    </message>
    <message>
        <source>{0:,} were there already.</source>
        <translation>{0:,} 个已经存在。</translation>
    </message>
    <message>
        <source>{0:,} failed.</source>
        <translation>{0:,} 个失败。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Search names</source>
        <translation>搜索名称</translation>
    </message>
    <message>
        <source>Search names (Ctrl+F)</source>
        <translation>搜索名称（Ctrl+F）</translation>
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
        <translation>新</translation>
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
        <source>With warnings</source>
        <translation>有警告</translation>
    </message>
    <message>
        <source>Changed by another program</source>
        <translation>被其他程序更改</translation>
    </message>
    <message>
        <source>Show only some photos</source>
        <translation>只显示部分照片</translation>
    </message>
</context>
<context>
    <name>FinetuneDialog</name>
    <message>
        <source>Fine-tune on corrections</source>
        <translation>用修正微调</translation>
    </message>
    <message>
        <source>Looking through the corrections …</source>
        <translation>正在查看修正……</translation>
    </message>
    <message>
        <source>Also learn from edited photos not accepted yet ({0:,})</source>
        <translation>也从尚未接受的已编辑照片学习（{0:,}）</translation>
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
        <translation>彻底，约 20 分钟</translation>
    </message>
    <message>
        <source>{0:,} corrected photos, {1:,} views of faces.</source>
        <translation>{0:,} 张修正过的照片，{1:,} 个人脸视图。</translation>
    </message>
    <message>
        <source>1 corrected photo, {0:,} views of its faces.</source>
        <translation>1 张修正过的照片，{0:,} 个人脸视图。</translation>
    </message>
    <message>
        <source>No corrections yet.</source>
        <translation>还没有修正。</translation>
    </message>
    <message>
        <source>The corrections cannot be read.</source>
        <translation>无法读取修正。</translation>
    </message>
    <message>
        <source>Starts from {0}. The result takes over only if it beats {1}, which is in use now.</source>
        <translation>从 {0} 开始。结果只有胜过正在使用的 {1} 才会取代它。</translation>
    </message>
    <message>
        <source>Starts from {0}, which is in use now. The result takes over only if it is better.</source>
        <translation>从正在使用的 {0} 开始。结果只有更好才会取代它。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>What it learns from</source>
        <translation>学习的内容</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>时间</translation>
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
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Hide this panel; the run goes on</source>
        <translation>隐藏这个面板；微调继续进行</translation>
    </message>
    <message>
        <source>Hide this panel</source>
        <translation>隐藏这个面板</translation>
    </message>
    <message>
        <source>Drop the run that waits</source>
        <translation>放弃排队的微调</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>One more run waits for this one.</source>
        <translation>还有一次微调在等待这一次。</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>正在停止……</translation>
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
    <message>
        <source>Starting …</source>
        <translation>正在开始……</translation>
    </message>
    <message>
        <source>Preparing the corrections …</source>
        <translation>正在准备修正……</translation>
    </message>
    <message>
        <source>Learning, with some corrections held back to judge by …</source>
        <translation>正在学习，留出一些修正用于评判……</translation>
    </message>
    <message>
        <source>Learning from all corrections …</source>
        <translation>正在从所有修正学习……</translation>
    </message>
    <message>
        <source>Comparing the new version with the one in use …</source>
        <translation>正在把新版本与使用中的版本比较……</translation>
    </message>
</context>
<context>
    <name>FinetuneService</name>
    <message>
        <source>The fine-tuning cannot be started: {0}</source>
        <translation>无法开始微调：{0}</translation>
    </message>
    <message>
        <source>This fine-tuning is at work already, left to itself by an earlier window.</source>
        <translation>这次微调已在进行，由先前的窗口留下自行完成。</translation>
    </message>
    <message>
        <source>The fine-tuning was ended from outside, perhaps because the memory ran out.</source>
        <translation>微调被外部结束，可能是内存不足。</translation>
    </message>
    <message>
        <source>The fine-tuning crashed (signal {0}). {1}</source>
        <translation>微调崩溃（信号 {0}）。{1}</translation>
    </message>
    <message>
        <source>The fine-tuning ended with code {0} and no word.</source>
        <translation>微调以代码 {0} 结束，没有说明。</translation>
    </message>
</context>
<context>
    <name>Finetuning</name>
    <message>
        <source>One fine-tuning runs and another waits already: wait for them, or cancel one.</source>
        <translation>已有一次微调在进行、另一次在等待：请等待，或取消一次。</translation>
    </message>
    <message>
        <source>The corrections for a fine-tuning are being collected already.</source>
        <translation>正在为一次微调收集修正。</translation>
    </message>
    <message>
        <source>Collecting the corrections …</source>
        <translation>正在收集修正……</translation>
    </message>
    <message>
        <source>Fine-tuning from {0}</source>
        <translation>从 {0} 微调</translation>
    </message>
    <message>
        <source>The fine-tuning begins when the one before it has ended.</source>
        <translation>上一次微调结束后，这次微调就会开始。</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Storing the new version …</source>
        <translation>正在保存新版本……</translation>
    </message>
    <message>
        <source>Stopped. What was learnt so far is kept.</source>
        <translation>已停止。到目前为止学到的内容已保留。</translation>
    </message>
    <message>
        <source>The fine-tuning was stopped.</source>
        <translation>微调已停止。</translation>
    </message>
    <message>
        <source>{0} {1} works on as before.</source>
        <translation>{0} {1} 照常工作。</translation>
    </message>
    <message>
        <source>A fine-tuning left to itself goes on. You will be told when it has ended.</source>
        <translation>一次自行完成的微调仍在进行。结束时会通知您。</translation>
    </message>
    <message>
        <source>A fine-tuning of this folder was not finished.</source>
        <translation>这个文件夹有一次未完成的微调。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>丢弃它</translation>
    </message>
    <message>
        <source>The unfinished fine-tuning was discarded.</source>
        <translation>未完成的微调已丢弃。</translation>
    </message>
</context>
<context>
    <name>GateDialog</name>
    <message>
        <source>Result of the fine-tuning</source>
        <translation>微调的结果</translation>
    </message>
    <message>
        <source>What was compared</source>
        <translation>比较的内容</translation>
    </message>
    <message>
        <source>F of each class on corrections it had not seen</source>
        <translation>在未见过的修正上各类别的 F</translation>
    </message>
    <message>
        <source>On photos it had not seen</source>
        <translation>在未见过的照片上</translation>
    </message>
    <message>
        <source>Go back to {0}</source>
        <translation>退回到 {0}</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留它</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>仍然使用</translation>
    </message>
    <message>
        <source>Stay with {0}</source>
        <translation>继续使用 {0}</translation>
    </message>
    <message>
        <source>{0} is better: {1} instead of {2} on corrections it had not seen.</source>
        <translation>{0} 更好：在未见过的修正上为 {1}，原来是 {2}。</translation>
    </message>
    <message>
        <source>{0} is better than {1}.</source>
        <translation>{0} 比 {1} 更好。</translation>
    </message>
    <message>
        <source>{0} reaches {1} instead of {2} on corrections, but got worse elsewhere.</source>
        <translation>{0} 在修正上达到 {1}，原来是 {2}，但在别处变差了。</translation>
    </message>
    <message>
        <source>{0} is not better: {1} instead of {2} on corrections it had not seen.</source>
        <translation>{0} 没有更好：在未见过的修正上为 {1}，原来是 {2}。</translation>
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
        <source>Go to the active class</source>
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
        <source>No uncertain spot is left in this photo.</source>
        <translation>这张照片里没有不确定处了。</translation>
    </message>
    <message>
        <source>This photo was parsed whole: there are no faces to go to.</source>
        <translation>这张照片是整张解析的：没有可转到的人脸。</translation>
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
    <name>Guides</name>
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
        <source>{0}: there twice</source>
        <translation>{0}：出现两次</translation>
    </message>
    <message>
        <source>{0}: missing</source>
        <translation>{0}：缺失</translation>
    </message>
    <message>
        <source>Open mouth without lips</source>
        <translation>张开的嘴没有嘴唇</translation>
    </message>
    <message>
        <source>Specks, too small to be meant</source>
        <translation>过小的碎点</translation>
    </message>
    <message>
        <source>Next warning</source>
        <translation>下一个警告</translation>
    </message>
    <message>
        <source>Previous warning</source>
        <translation>上一个警告</translation>
    </message>
    <message>
        <source>This cannot be mended by itself: paint it.</source>
        <translation>无法自动修补：请手动绘制。</translation>
    </message>
    <message>
        <source>Nothing to mend in this photo.</source>
        <translation>这张照片没有需要修补的地方。</translation>
    </message>
</context>
<context>
    <name>GuidesPanel</name>
    <message>
        <source>Nothing to mend</source>
        <translation>没有需要修补的地方</translation>
    </message>
    <message>
        <source>Hide what may be wrong</source>
        <translation>隐藏可能有误之处</translation>
    </message>
    <message>
        <source>Show what may be wrong</source>
        <translation>显示可能有误之处</translation>
    </message>
    <message>
        <source>To look at: {0}</source>
        <translation>待查看：{0}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>About faceparse-gui</source>
        <translation>关于 faceparse-gui</translation>
    </message>
    <message>
        <source>Lays 19 editable face-parsing layers over photos. Everything runs on this machine.</source>
        <translation>在照片上铺设 19 个可编辑的人脸解析图层。一切都在本机运行。</translation>
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
    <name>ImageList</name>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>ImageModel</name>
    <message>
        <source>new</source>
        <translation>新</translation>
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
        <source>{0} · {1:.0f} % unsure</source>
        <translation>{0} · {1:.0f} % 不确定</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 个警告</translation>
    </message>
    <message>
        <source>{0} warnings</source>
        <translation>{0} 个警告</translation>
    </message>
    <message>
        <source>The network expects {0:.0f} % of its answer to be wrong, each class counting the same.</source>
        <translation>网络预计它的答案有 {0:.0f} % 是错的，各类别同等计算。</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Parsing</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cleaning up</source>
        <translation>清理</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Width and height of the photo in pixels</source>
        <translation>照片的宽和高（像素）</translation>
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
</context>
<context>
    <name>Judging</name>
    <message>
        <source>{0} of another folder is ready.</source>
        <translation>另一个文件夹的 {0} 已完成。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>{0} is ready; nobody could judge it.</source>
        <translation>{0} 已完成；无法评判它。</translation>
    </message>
    <message>
        <source>It was compared with another one than {0}, which is in use: you choose.</source>
        <translation>它是与别的版本比较的，而不是使用中的 {0}：由您选择。</translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
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
        <source>Right button</source>
        <translation>右键</translation>
    </message>
    <message>
        <source>Erase, take away</source>
        <translation>擦除、去除</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Drop the stroke in hand</source>
        <translation>放弃手中的笔画</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>鼠标</translation>
    </message>
</context>
<context>
    <name>LogHelp</name>
    <message>
        <source>Something went wrong ({0}). Your work is saved. Help → Show the log tells more.</source>
        <translation>出错了（{0}）。您的工作已保存。详情见“帮助 → 显示日志”。</translation>
    </message>
    <message>
        <source>The program broke off last time. Finished strokes are kept. Help → Show the log tells more.</source>
        <translation>程序上次意外中断。已完成的笔画都已保留。详情见“帮助 → 显示日志”。</translation>
    </message>
    <message>
        <source>There is no log yet: nothing went wrong.</source>
        <translation>还没有日志：没有出过错。</translation>
    </message>
    <message>
        <source>The log is in {0}.</source>
        <translation>日志在 {0}。</translation>
    </message>
</context>
<context>
    <name>LookActions</name>
    <message>
        <source>Prediction (hold)</source>
        <translation>预测（按住）</translation>
    </message>
    <message>
        <source>Compare with the prediction</source>
        <translation>与预测比较</translation>
    </message>
    <message>
        <source>Difference from the prediction</source>
        <translation>与预测的差异</translation>
    </message>
    <message>
        <source>Checkered with the photo</source>
        <translation>与照片交错显示</translation>
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
        <source>Frames of the faces</source>
        <translation>人脸框</translation>
    </message>
</context>
<context>
    <name>Looks</name>
    <message>
        <source>Parse this photo first: there is no confidence to show yet.</source>
        <translation>请先解析这张照片：还没有可显示的置信度。</translation>
    </message>
    <message>
        <source>How sure the network is</source>
        <translation>网络有多确定</translation>
    </message>
    <message>
        <source>≤ {0} %</source>
        <translation>≤ {0} %</translation>
    </message>
    <message>
        <source>Coloured: what differs from the prediction</source>
        <translation>着色处：与预测不同的部分</translation>
    </message>
    <message>
        <source>Parse this photo first: there is no prediction to compare with.</source>
        <translation>请先解析这张照片：还没有可比较的预测。</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
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
        <source>Loading the network</source>
        <translation>正在加载网络</translation>
    </message>
    <message>
        <source>That was the last photo.</source>
        <translation>这是最后一张照片。</translation>
    </message>
    <message>
        <source>This is the first photo.</source>
        <translation>这是第一张照片。</translation>
    </message>
    <message>
        <source>Parsing cancelled. What was parsed stays.</source>
        <translation>解析已取消。已解析的保留。</translation>
    </message>
    <message>
        <source>network {0:.0f} % sure</source>
        <translation>网络 {0:.0f} % 确定</translation>
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
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>照片(&amp;P)</translation>
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
        <source>Going to</source>
        <translation>跳转</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Show all messages</source>
        <translation>显示所有消息</translation>
    </message>
    <message>
        <source>Close the messages</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>All {0}</source>
        <translation>全部 {0} 条</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message>
        <source>the shipped network</source>
        <translation>自带的网络</translation>
    </message>
    <message>
        <source>{0} cannot be used; the shipped network takes its place.</source>
        <translation>无法使用 {0}；改用自带的网络。</translation>
    </message>
</context>
<context>
    <name>Opener</name>
    <message>
        <source>Open recent</source>
        <translation>打开最近的</translation>
    </message>
    <message>
        <source>Open photos</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Photos ({0})</source>
        <translation>照片（{0}）</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>还没有</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>{0} is not there any more. Open another.</source>
        <translation>{0} 已不在那里。请打开另一个。</translation>
    </message>
    <message>
        <source>There is no photo in {0}. Photos are {1}. For photos in a subfolder, open that one.</source>
        <translation>{0} 中没有照片。照片是指 {1}。要打开子文件夹中的照片，请打开那个子文件夹。</translation>
    </message>
    <message>
        <source>Only {0} was opened: one folder at a time.</source>
        <translation>只打开了 {0}：一次一个文件夹。</translation>
    </message>
    <message>
        <source>{0} is not a photo this program reads. Photos are {1}.</source>
        <translation>{0} 不是本程序能读取的照片。照片是指 {1}。</translation>
    </message>
    <message>
        <source>Not opened, since they are not photos: {0}.</source>
        <translation>未打开，因为不是照片：{0}。</translation>
    </message>
    <message>
        <source>Only the photos in {0} were opened: one folder at a time.</source>
        <translation>只打开了 {0} 中的照片：一次一个文件夹。</translation>
    </message>
</context>
<context>
    <name>Ordering</name>
    <message>
        <source>That was the last photo to look at. Once more, and they begin anew.</source>
        <translation>这是最后一张要看的照片。再按一次就从头开始。</translation>
    </message>
    <message>
        <source>No parsed photo is left to look at. Parse all finds more.</source>
        <translation>没有尚待查看的已解析照片了。“全部解析”会找到更多。</translation>
    </message>
    <message>
        <source>Every photo has been looked at.</source>
        <translation>每张照片都看过了。</translation>
    </message>
</context>
<context>
    <name>PaintOverBar</name>
    <message>
        <source>Paint over any class again</source>
        <translation>恢复为可画在任何类别之上</translation>
    </message>
    <message>
        <source>Paint over any class</source>
        <translation>可画在任何类别之上</translation>
    </message>
    <message>
        <source>Choose which classes strokes and fills may replace (Shift+K)</source>
        <translation>选择笔画和填充可以替换哪些类别（Shift+K）</translation>
    </message>
    <message>
        <source>Only over {0}</source>
        <translation>仅画在 {0} 之上</translation>
    </message>
    <message>
        <source>Strokes and fills replace these classes only: {0} (Shift+K)</source>
        <translation>笔画和填充只替换这些类别：{0}（Shift+K）</translation>
    </message>
    <message>
        <source>Only over: nothing</source>
        <translation>仅画在：无</translation>
    </message>
    <message>
        <source>Nothing may be painted over, so painting changes nothing (Shift+K)</source>
        <translation>没有可以画上去的类别，因此绘制不会改变任何东西（Shift+K）</translation>
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
        <source>The parser stopped and was started again.</source>
        <translation>解析器停止后已重新启动。</translation>
    </message>
</context>
<context>
    <name>Parsing</name>
    <message>
        <source>All photos are parsed already.</source>
        <translation>所有照片都已解析。</translation>
    </message>
    <message>
        <source>{0} parsed in {1:.1f} s.</source>
        <translation>{0} 已在 {1:.1f} 秒内解析。</translation>
    </message>
    <message>
        <source>{0:,} photos parsed.</source>
        <translation>已解析 {0:,} 张照片。</translation>
    </message>
    <message>
        <source>{0:,} edited or accepted ones keep their corrections.</source>
        <translation>{0:,} 张已编辑或已接受的照片保留其修正。</translation>
    </message>
    <message>
        <source>Parse cannot work: {0}</source>
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
        <source>Drop</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Drop (Esc)</source>
        <translation>放弃（Esc）</translation>
    </message>
</context>
<context>
    <name>PhotoWatch</name>
    <message>
        <source>{0} is gone: another program moved or deleted it. Your labels are kept.</source>
        <translation>{0} 不见了：另一个程序移动或删除了它。您的标签已保留。</translation>
    </message>
    <message>
        <source>{0} is not as it was when your labels were made. They are kept: check them.</source>
        <translation>{0} 与您制作标签时不同了。标签已保留：请检查。</translation>
    </message>
    <message>
        <source>Another program changed {0}. Your labels are kept.</source>
        <translation>另一个程序更改了 {0}。您的标签已保留。</translation>
    </message>
    <message>
        <source>Show it as it is now</source>
        <translation>显示它现在的样子</translation>
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
        <source>{0:,.0f} an hour</source>
        <translation>每小时 {0:,.0f} 张</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
</context>
<context>
    <name>Recent</name>
    <message>
        <source>{0} photos in {1}</source>
        <translation>{1} 中的 {0} 张照片</translation>
    </message>
</context>
<context>
    <name>Selection</name>
    <message>
        <source>Accept the marked photos</source>
        <translation>接受标记的照片</translation>
    </message>
    <message>
        <source>Take acceptance back</source>
        <translation>撤回接受</translation>
    </message>
    <message>
        <source>Parse the marked photos</source>
        <translation>解析标记的照片</translation>
    </message>
    <message>
        <source>Mark all listed photos</source>
        <translation>标记列表中的所有照片</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Search names</source>
        <translation>搜索名称</translation>
    </message>
    <message>
        <source>None of the marked photos has labels to accept.</source>
        <translation>标记的照片中没有可接受的标签。</translation>
    </message>
    <message>
        <source>{0} accepted.</source>
        <translation>已接受 {0}。</translation>
    </message>
    <message>
        <source>{0} without labels left out.</source>
        <translation>略过没有标签的 {0}。</translation>
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
    <name>Session</name>
    <message>
        <source>The folder stays open: some of its work could not be saved yet.</source>
        <translation>文件夹保持打开：它的部分工作还无法保存。</translation>
    </message>
    <message>
        <source>{0} has another size than before. Open it again.</source>
        <translation>{0} 的大小与之前不同。请重新打开它。</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Looks</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
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
        <source>From the next start on</source>
        <translation>下次启动时生效</translation>
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
        <source>Only those that were not parsed yet</source>
        <translation>仅限尚未解析的照片</translation>
    </message>
    <message>
        <source>Go to the next photo after accepting</source>
        <translation>接受后转到下一张照片</translation>
    </message>
    <message>
        <source>Memory for undo, in MB, for each photo</source>
        <translation>每张照片的撤销内存（MB）</translation>
    </message>
    <message>
        <source>The oldest steps go first</source>
        <translation>最旧的步骤先被清除</translation>
    </message>
    <message>
        <source>Brush&apos;s tip</source>
        <translation>笔尖</translation>
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
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Draw curves through fast strokes</source>
        <translation>把快速的笔画画成曲线</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>笔压</translation>
    </message>
    <message>
        <source>A pen&apos;s pressure sets the brush&apos;s size</source>
        <translation>笔的压力决定画笔大小</translation>
    </message>
    <message>
        <source>Erase to</source>
        <translation>擦除为</translation>
    </message>
    <message>
        <source>What the eraser brings back</source>
        <translation>橡皮恢复的内容</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>What was parsed</source>
        <translation>解析的结果</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>The class&apos;s area</source>
        <translation>该类别的区域</translation>
    </message>
    <message>
        <source>Similar colour</source>
        <translation>相近的颜色</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>How far a colour may differ from the one clicked</source>
        <translation>颜色可以与点击处相差多少</translation>
    </message>
    <message>
        <source>Lasso paints</source>
        <translation>套索绘制</translation>
    </message>
    <message>
        <source>The class in hand</source>
        <translation>当前类别</translation>
    </message>
    <message>
        <source>Paint selections at once</source>
        <translation>选择后立即绘制</translation>
    </message>
    <message>
        <source>Do not wait for Enter; undo takes it back</source>
        <translation>不等待 Enter；可以撤销</translation>
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
        <source>As at first</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Set everything here back to how it was at first</source>
        <translation>把这里的一切恢复为最初的样子</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Change keys</source>
        <translation>更改快捷键</translation>
    </message>
    <message>
        <source>Search commands or keys</source>
        <translation>搜索命令或按键</translation>
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
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>Use here instead</source>
        <translation>改用于此</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>As at first</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>All as at first</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a command, then press its new key.</source>
        <translation>选择一个命令，然后按下新的按键。</translation>
    </message>
    <message>
        <source>{0} is the key of “{1}”.</source>
        <translation>{0} 是“{1}”的按键。</translation>
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
        <source>Most warnings first</source>
        <translation>警告最多的在前</translation>
    </message>
    <message>
        <source>Sort the photos</source>
        <translation>照片排序</translation>
    </message>
    <message>
        <source>Sort again: photos have changed since</source>
        <translation>重新排序：照片已有变化</translation>
    </message>
</context>
<context>
    <name>SplitHandle</name>
    <message>
        <source>Drag: prediction on the left, labels on the right</source>
        <translation>拖动：左边是预测，右边是标签</translation>
    </message>
    <message>
        <source>Line between prediction and labels</source>
        <translation>预测与标签之间的分界线</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Parse</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>修补</translation>
    </message>
</context>
<context>
    <name>ToolOptions</name>
    <message>
        <source>Right button or Ctrl erases. Shift and a click draws a straight line.</source>
        <translation>右键或 Ctrl 擦除。Shift 加点击画直线。</translation>
    </message>
    <message>
        <source>Shift and a click erases along a straight line.</source>
        <translation>Shift 加点击沿直线擦除。</translation>
    </message>
    <message>
        <source>Click an area. By colour, drag right or left for more or less.</source>
        <translation>点击一个区域。按颜色时，左右拖动以减少或增加。</translation>
    </message>
    <message>
        <source>Click the class to paint with.</source>
        <translation>点击要用来绘制的类别。</translation>
    </message>
    <message>
        <source>Drag an edge outwards or inwards.</source>
        <translation>把边缘向外或向里拖动。</translation>
    </message>
    <message>
        <source>Drag around an area, or click its corners. Shift: a box. Right button or Ctrl takes away.</source>
        <translation>围绕区域拖动，或点击各个角。Shift：方框。右键或 Ctrl 去除。</translation>
    </message>
    <message>
        <source>Drag around a thing, with Shift a box: its edges are found within.</source>
        <translation>围绕一个物体拖动，按 Shift 拖出方框：会在其中找到它的边缘。</translation>
    </message>
    <message>
        <source>Left button: this is it. Right button or Ctrl: this is not.</source>
        <translation>左键：这是。右键或 Ctrl：这不是。</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Brush size ([ and ], or Shift+drag)</source>
        <translation>画笔大小（[ 和 ]，或 Shift+拖动）</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>How far a colour may differ from the one clicked</source>
        <translation>颜色可以与点击处相差多少</translation>
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
        <source>This photo was not parsed yet: there is nothing to bring back.</source>
        <translation>这张照片尚未解析：没有可恢复的内容。</translation>
    </message>
    <message>
        <source>Click the next corner. Enter closes the outline.</source>
        <translation>点击下一个角。Enter 闭合轮廓。</translation>
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
        <source>Looking for the edges…</source>
        <translation>正在查找边缘…</translation>
    </message>
    <message>
        <source>Go on with strokes, or paint it with Enter.</source>
        <translation>继续涂画，或按 Enter 绘制。</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>智能选择</translation>
    </message>
    <message>
        <source>Enter paints what is striped.</source>
        <translation>Enter 绘制条纹部分。</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>This photo was not parsed yet: erased to background.</source>
        <translation>这张照片尚未解析：已擦除为背景。</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
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
        <source>Nothing stands out there: draw closer around it.</source>
        <translation>那里没有突出的物体：请画得更靠近一些。</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Parse the photo</source>
        <translation>解析照片</translation>
    </message>
    <message>
        <source>The network lays 19 classes over each face: skin, hair, eyes and so on. Press P, or here.</source>
        <translation>网络在每张人脸上铺设 19 个类别：皮肤、头发、眼睛等。按 P，或点这里。</translation>
    </message>
    <message>
        <source>Correct what is wrong</source>
        <translation>修正错误之处</translation>
    </message>
    <message>
        <source>Choose a class at the right and paint it. Every step can be undone, and all is saved.</source>
        <translation>在右边选择一个类别并绘制。每一步都可以撤销，一切都会保存。</translation>
    </message>
    <message>
        <source>Accept, then export or fine-tune</source>
        <translation>接受，然后导出或微调</translation>
    </message>
    <message>
        <source>Accepted photos are what Export writes and what the network learns from. ? shows all keys.</source>
        <translation>“导出”写出已接受的照片，网络也从它们学习。按 ? 显示所有快捷键。</translation>
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
        <source>Versions of the network</source>
        <translation>网络的版本</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>返回</translation>
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
        <source>Learnt after</source>
        <translation>学习时间</translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>F before → after</source>
        <translation>F 之前 → 之后</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Photos that you edited or accepted keep their labels, whichever version is in use.</source>
        <translation>您编辑或接受的照片保留其标签，无论使用哪个版本。</translation>
    </message>
    <message>
        <source>Delete {0}?</source>
        <translation>删除 {0}？</translation>
    </message>
    <message>
        <source>Its file is removed for good. Export it first if you may want it back.</source>
        <translation>它的文件会被永久删除。如果以后可能需要，请先导出。</translation>
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
    <name>Viewing</name>
    <message>
        <source>Colour of the active class…</source>
        <translation>当前类别的颜色…</translation>
    </message>
    <message>
        <source>Paint only over…</source>
        <translation>只画在这些之上…</translation>
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
</context>
<context>
    <name>_CheckLine</name>
    <message>
        <source>Corrections held back</source>
        <translation>留出的修正</translation>
    </message>
    <message>
        <source>Replay folder</source>
        <translation>回放文件夹</translation>
    </message>
    <message>
        <source>Photos left alone</source>
        <translation>未动过的照片</translation>
    </message>
    <message>
        <source>F on corrected photos that were not learnt from</source>
        <translation>在未用于学习的修正照片上的 F</translation>
    </message>
    <message>
        <source>F on labelled photos that must not be forgotten</source>
        <translation>在不得忘记的有标签照片上的 F</translation>
    </message>
    <message>
        <source>How much of what the network was sure of it still says</source>
        <translation>网络曾确定的内容中仍然保持的比例</translation>
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
        <source>{0}: corrected in {1:,} photos</source>
        <translation>{0}：在 {1:,} 张照片中修正过</translation>
    </message>
</context>
<context>
    <name>_NoMatch</name>
    <message>
        <source>No photo matches.</source>
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
    <name>_Picture</name>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>{0}. Click to see the place (N: the next one).</source>
        <translation>{0}。点击查看位置（N：下一个）。</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>修补</translation>
    </message>
    <message>
        <source>Mend it in one step</source>
        <translation>一步修补</translation>
    </message>
    <message>
        <source>The network does not know better: paint it</source>
        <translation>网络没有更好的答案：请手动绘制</translation>
    </message>
    <message>
        <source>Mend: {0}</source>
        <translation>修补：{0}</translation>
    </message>
    <message>
        <source>Ignore in this photo</source>
        <translation>在这张照片中忽略</translation>
    </message>
    <message>
        <source>Ignore: {0}</source>
        <translation>忽略：{0}</translation>
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
