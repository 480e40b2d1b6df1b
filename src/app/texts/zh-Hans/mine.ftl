### 出块：矿工，以及由出块人出块的链。

title = 挖矿

## 挖矿

miner = 挖矿
start = 开始挖矿
stop = 停止挖矿
cores = 核心数
cores-chosen = { $chosen } / { $all }
cores-hint = 少用几个核心，设备就不会太热。更改立即生效。
screen-on = 挖矿时只要看着本页，屏幕就会保持亮起。
screen-off = 这个浏览器不能让屏幕保持亮起：在手机上，屏幕变暗后挖矿就会停止。

## 以图显示的搜索

search = 搜索
searching = 正在搜索区块 { NUMBER($height) }
first-block = 你的第一个区块！
rate-line = 最近 3 分钟的算力
rate-line-text = 最近 3 分钟的算力：在 { $least } 与 { $most } 之间。
before = { $span } 前
now = 现在
closest-title = 区块 { NUMBER($height) } 目前最接近目标值的哈希
closest-start = 任意哈希
closest-target = 目标值：{ $hashes } 次中 1 次
closest-none = 还没有哈希接近目标值。每次尝试的机会都一样。
closest-found = 这个哈希达到了目标值。
closest-times =
    平均 { $hashes } 次哈希才有一次这么小。目标值是它的 { $factor } 分之一。每次尝试的机会都一样，不
    管上一次有多接近。
tries = 开始以来尝试的哈希次数

## 挖矿做什么

explanation-title = 挖矿做什么
explanation-work =
    挖矿把待确认的付款收进一个区块，再寻找一个数，使区块的哈希小于目标值。除了一次次尝试，没有别的办
    法，所以小于目标值的哈希就是工作量证明。
explanation-pay =
    挖到区块的矿工得到新币和区块中的手续费。目标值随所有矿工的总算力调整，使区块大约
    每 { $interval } 出现一个。

## 矿工可以期待什么，挖到了什么

found = 已挖到
made = 你出的区块
expected-time = 你每个区块的预期用时
share = 你占全部算力的份额
expected-hashes = 每个区块的预期哈希次数
job-delay = 任务延迟
milliseconds = { NUMBER($count) } 毫秒
pays = 一个区块付给你
pays-coins = { $coins } 和其中的手续费
found-since = 打开这条链以来挖到
made-since = 打开这条链以来出块
earned = 总收入
earned-at-least = 至少 { $coins }
none-found = 你的区块会列在这里。

## 自己区块里的留言

words = 留言
message = 你的区块留言
message-hint = 可不填。你挖到的每个区块都带有它；所有人都能读到，永久保留。
message-save = 保存留言
message-saved = 你接下来的区块会带上这句话。

recognised = 让别人认出我的区块
recognised-hint =
    这样你的区块都付到同一个地址，它们的图案和颜色都相同，所有人都能看到你挖到了什么。否则每个区块付
    到一个新地址。

## 独自挖矿之前的询问

alone-title = 还没有遇到任何人
alone-text = 你加入了这条链，但还没有收到别人的区块。别人很可能有你没有的区块。
alone-consequence =
    你现在挖矿，就会另开一段历史。等遇到别人，他们更长的历史会取代它，你挖到的币就没有了。
alone-mine = 仍要挖矿
alone-wait = 等待

## 作为出块人出块

making-title = 出块
making = 正在出块
making-start = 开始出块
making-stop = 停止出块
making-passphrase-hint = 你的密钥为每个区块签名。只有在出块期间它才解锁。
not-author-title = 这里只有出块人能出块
not-author-text =
    这条链创建时定下了出块人名单，其中没有你的公钥。你仍然可以收款和付款，本标签页也会检查每个区块。
other-tab-title = 你的区块由另一个标签页制作
other-tab-text =
    你打开了两次本页，而你的密钥同一时间只能制作一个区块。请在先打开的标签页中出块，或者关闭它：本标
    签页随后接手。
turn-yours = 区块 { NUMBER($height) } 轮到你
turn-pause = 最近的区块中有你的：区块 { NUMBER($height) } 留给别人
turn-other = 区块 { NUMBER($height) } 轮到出块人 { $number }

## 出块人

authors = 出块人
author = 出块人 { $number }
author-you = 出块人 { $number }（你）
you = 你
next = 下一位
author-copy = 复制出块人 { $number } 的公钥
author-last = 最近制作了区块 { NUMBER($height) }
author-silent = 最近的区块中没有
turns-title = 他们如何轮流出块
turns-text =
    出块人按这个顺序一个接一个出块。如果轮到的出块人没有动静，片刻之后由另一位补上。最近出过块的人把
    下一个区块留给别人。只要超过一半的出块人还在，链就会继续。
turns-trust =
    每个区块都带有出块人的签名，每个人的标签页都会检查。你相信出块人会继续出块；如果其中超过一半联合
    起来，他们也能改写过去。
