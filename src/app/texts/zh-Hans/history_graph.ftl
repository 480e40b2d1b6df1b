### 币的来历：一笔付款的币来自哪些区块奖励。

title = 币的来历
back = 返回付款
summary = 概要
graph = 图
graph-hint =
    左边是这笔付款，往右是支付它的币，一直追溯到币的起点：区块奖励。✓ 表示本节点刚刚重新检查过的签名
    数。
further = 继续追溯
too-long = 来历太长，本页显示不下。请从一笔更早的付款开始，看更前面的部分。
list = 以列表显示

## 图

picture = 币的来历图
picture-steps = 币的来历，最新的在前
picture-newest = 图中显示最新的 { NUMBER($shown) } / { NUMBER($all) }。
older-coins = { NUMBER($count) } 笔更早的币
not-looked = 尚未查看
not-here = 不在这里
node-block = { $kind }，区块 { NUMBER($height) }
node-waiting = { $kind }，等待中
payment = 付款
reward = 奖励
first-coins = 初始币
grant = 欢迎币
mark-right = ✓ { $signatures }
mark-wrong = ✗ 错误
mark-unchecked = ? 未检查

## 以列表显示的步骤

steps-label = 追溯的步骤
signatures = { NUMBER($count) } 个签名
step-payment = 付款
step-reward = 区块奖励
step-first-coins = 链的初始币
step-grant = 欢迎币
step-of = { $kind } { $coins }
step-to = { $step }，付给 { $name }
step-in-block = { $step }，在区块 { NUMBER($height) } 中
step-waiting = { $step }，等待打包
step-right = { $step }，{ $signatures } 正确
step-wrong = { $step }，错误：{ $reason }
step-unchecked = { $step }，签名未检查
from-step = 步骤 { NUMBER($number) }
from-older = 更早的付款，尚未查看
from-missing = 不在这里的一笔付款（{ $reason }）
from-coins = { $place }（{ $coins }）
from = 来自 { $places }

## 概要

verifying = 正在验证每个签名…
steps = { NUMBER($count) } 步
checking = 已检查 { $signatures }，共 { $steps }，已知前面还有 { NUMBER($ahead) } 步
made = 它们产生于区块 { NUMBER($height) }，{ $time }。
oldest-made = 其中最早的产生于区块 { NUMBER($height) }，{ $time }。
wrong = 来历中有 { $steps } 错误：本节点保存的内容已损坏或被伪造。
unchecked = 有 { $steps } 无法检查，因为本节点已经没有之前的付款。
change-included = { $coins }（包括找零）
new = 这 { $coins } 是新的：由 { $origin } 产生。
origin-reward = 这个区块的奖励
origin-allocation = 链的第一个区块
origin-grant = 发给新地址的欢迎币
come = 这 { $coins } 来自 { $origins }。
come-so-far = 就目前查看的部分，这 { $coins } 来自 { $origins }。
come-known = 就本节点仍然知道的部分，这 { $coins } 来自 { $origins }。
origins-older = 更早的币
origins-gone = 已不在这里的更早的付款
origins-rewards = { NUMBER($count) } 份区块奖励
origins-allocation = 链的初始币
origins-grants = { NUMBER($count) } 份欢迎币
valid-one = 它的签名有效。
valid-all = 全部 { $signatures } 都有效。
valid-some = 其中 { $signatures } 正确，但不是全部。
