### 链和待确认付款的图。

you = 你

## 图表

statistics = 统计
range = 范围
range-newest = 最新 100 个区块
range-all = 整条链
too-few = 图表需要两个区块。
table-height = 高度
table-value = 数值
height = 区块 { NUMBER($height) }
times = 出块间隔
times-text = 出块间隔：平均 { $average }。目标是 { $goal }，以虚线表示。
difficulty = 难度：每个区块的预期哈希次数
difficulty-text = 现在的难度是每个区块 { $hashes } 次哈希。
issued = 已发行的币：初始币和区块奖励
issued-text = 到目前为止，按规则已发行 { $coins }。

## 份额

shares-title = 矿工的份额
shares = 谁制作了最新的 { NUMBER($count) } 个区块
shares-single = 每个区块用新地址的矿工
shares-others = 其他

## 分支

branches = 链旁边的分支
branches-hint =
    在同一高度上找到了两个区块。工作量更多的分支成为链；另一个被取代，其中的付款又回到待确认状态。
branch = 链旁边的 { $blocks }，在区块 { NUMBER($fork) } 之后
branch-block = 被取代的区块 { NUMBER($height) }
branch-missing = 区块 { NUMBER($height) }，本节点只有它的区块头

## 待确认付款的图

map = 待确认付款的分布图
map-text = { NUMBER($count) } 笔付款：面积表示重量，颜色表示将进入哪个区块。
map-keys = 用方向键在付款之间移动，按 Enter 打开。
map-empty = 没有等待的付款：下一个区块有足够的空间。
map-rest = 还有 { NUMBER($count) } 笔手续费更低的付款，没有逐笔画出。
map-next = 下一个区块
map-after = 第 { NUMBER($blocks) } 个区块
map-later = 以后
map-block = { $payments }，已满 { $percent }
map-rate = 每 1,000 字节 { $coins }
map-payment = 付款 { $txid }，手续费 { $fee }，{ $rate }。{ $place }。
map-own = 你的付款 { $txid }，手续费 { $fee }，{ $rate }。{ $place }。
map-yours = 你的付款
map-yours-where = { $place }：{ ELEMENT($link) }
map-yours-amount = 手续费 { $fee }，{ $rate }
