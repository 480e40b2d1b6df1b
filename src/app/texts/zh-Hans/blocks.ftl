### 区块浏览器：区块、交易、地址，以及一笔付款有多确定。

title = 区块
all-blocks = 所有区块
waiting-title = 待确认的付款

## 搜索

search = 搜索
search-label = 查找高度、哈希、交易或地址
search-nothing = 这条链没有这样的区块、交易或地址。

## 以图显示的最新区块

strip = 最新的区块
strip-next = 下一个
strip-waiting = { NUMBER($count) } 笔付款等待中
strip-interval = 目标：每 { $interval } 一个
strip-block = 区块
yours = 你的
strip-message = 它的留言：
strip-tag = 它的矿工名字：
tag-title = 矿工写进区块的名字，没有任何证明。

## 区块列表

height = 高度
time = 时间
payments = 付款
full = 填充率
author = 出块人
miner = 矿工
hash = 哈希
you = 你
not-kept = 这里未保留
older = 显示更早的区块

## 没有人出块的时候

stalled-mining = 已有 { $silence } 没有新区块：似乎没有人在挖矿。
stalled-authors = 已有 { $silence } 没有新区块：似乎没有出块人在出块。
stalled-mine = 自己来挖
stalled-make = 自己来出块

## 等待打包的付款

payment = 付款
waiting-fee = 手续费
waiting-loading = 正在查询…
waiting-none = 没有待确认的付款。
waiting-count = { NUMBER($count) } 笔付款等待打包。
waiting-up-to = 最多 { $coins }
waiting-up-to-hint = “最多”：只有付款人知道一笔付款中哪部分是找零。
waiting-first = 显示最先等待的付款
waiting-more = 显示更多待确认的付款

## 区块

block = 区块
block-about = 关于这个区块
previous = 上一个
next = 下一个
no-confirmations = 无：不在最佳链上
new-coins = 新币
fees = 手续费
made-by = 制作者
expected-hashes = 预期哈希次数
size = 大小
previous-block = 上一个区块
copy-previous = 复制上一个区块的哈希
header = 完整的区块头
merkle-root = 默克尔根
copy-merkle-root = 复制默克尔根
version = 版本
target = 目标值（bits）
nonce = 随机数
transaction-number = 交易 { $number }
deleted-all = 本节点已删除这个区块的全部内容：其中的币都已花掉。保存每个区块的节点仍有这些内容。
deleted-payments = 本节点已删除这个区块中币已全部花掉的 { $payments }。
not-shown = 还有 { NUMBER($count) } 笔未显示。

## 地址

address-about = 关于这个地址
address-contact = 联系人
address-qr = 这个地址的二维码
copy-this-address = 复制这个地址
balance = 余额
received = 总收入
transactions = 交易
no-transactions = 在这条链上还没有。
address-deleted =
    本节点已删除区块 { NUMBER($height) } 及之前币已全部花掉的付款：这里可能缺少这个地址的部分记录。
address-older = 还有更早的，这里未显示。
minimum-confirmations = 最少确认数
from-waiting = 包括待确认的付款
from-one = 1 次确认
from-final = { $confirmations }，即最终确定时
address-balance = 这个地址的余额

## 开头相同的地址

addresses = 地址
addresses-more = 显示更多地址
addresses-beginning = 以 { $beginning } 开头的地址
addresses-none = 在这条链上还没有用过。

## 交易

transaction = 交易
transaction-reward = 区块奖励
transaction-stamp = 时间戳
transaction-waiting = 等待打包
transaction-final = 最终确定
waiting-payment = 待确认的付款
inputs-outputs = 输入和输出
see-history = 查看币的来历
transaction-about = 关于这笔交易
transaction-id = ID
in-block = 所在区块
transaction-fee = 手续费
more = 更多
id-signatures = 含签名的 ID
copy-id-signatures = 复制含签名的 ID
lock-time = 锁定时间
block-hash = 区块哈希
from = 来自
to = 付给
coinbase = 新币和手续费
block-message = 区块留言
flow-named = { $amount } · { $owner }
flow-several = { $amount } · { NUMBER($count) } 笔币
flow-reward = 新币和手续费
flow-own = 你的
flow-change = 找零
flow-fee = 手续费
change = 找零
and-more = 还有 { NUMBER($count) } 项
unknown = 未知
source = 来自这笔付款
newer-lock = 较新的锁定类型
origin = 来历

## 交易中的数据

data-stamp = 文件的时间戳，其 SHA-256 为
data-commitment = 对签名的承诺
data-empty = 空数据
data = 数据

## 一笔付款有多确定

sure-title = 有多确定？
sure-risk-hint = 攻击者撤销它的风险
sure-risk = 风险
sure-share = 攻击者的份额
sure-share-hint = 攻击者可能控制全部算力（包括你的）中的多少。没有人知道；请选一个不会让你意外的值。
sure-picture = 各确认数下的风险，百分比
sure-unprotected = 还没有保护
sure-never = 攻击者占 { NUMBER($percent) } % 时，等多久都不能最终确定。
sure-enough =
    攻击者占 { NUMBER($percent) } % 时，等到 { $confirmations }，风险就低于 { $risk }。这一笔已经足
    够。
sure-silent =
    攻击者占 { NUMBER($percent) } % 时，等到 { $confirmations }，风险就低于 { $risk }。还
    差 { NUMBER($left) } 次，要等有人挖矿。
sure-left =
    攻击者占 { NUMBER($percent) } % 时，等到 { $confirmations }，风险就低于 { $risk }。还
    差 { NUMBER($left) } 次：约 { $time }。
explain-title = 如何计算
explain =
    { $attacker } 可以暗中挖出一条不含它的更长的链。在它之上每多一个区块，那条链就落后更多，所以每次
    确认都会降低追上的可能。从全部算力的一半起，等待不再有用：这样的攻击者总能追上。
explain-payment = 想收回付款的攻击者
explain-stamp = 想抹去时间戳的攻击者
explain-source = 这些数字出自中本聪的论文 { ELEMENT($title) }（2008 年）第 11 节“计算”。
explain-paper = 《比特币：一种点对点的电子现金系统》

bars-now = 现在
bars = 各确认数下的风险。{ $list }
bar = { NUMBER($confirmations) }：{ $risk }
bar-now = { NUMBER($confirmations) }（现在）：{ $risk }

## 以比率表示的概率

certain = 必然
in-hundred = 100 次中 { NUMBER($count) } 次
in-ten = 10 次中 { NUMBER($count) } 次
one-in = { $number } 次中 1 次
rarest = { $number } 次中不到 1 次
over = 高于 { $percent }
under = 低于 { $percent }
