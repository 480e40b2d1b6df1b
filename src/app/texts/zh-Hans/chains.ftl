### 首页：创建、加入、打开和移除链。

title = 浏览器标签页里的区块链
lead =
    一键创建自己的币，就在这里挖矿，直接从标签页付款给朋友的标签页：无需注册，没有公司，中间也没有服
    务器。
have-words = 我有钱包的助记词或备份
verify = 收到了证明或收据？{ ELEMENT($link) }，不需要任何链。
verify-link = 在这里验证

## 创建链

start-title = 创建链
start = 创建新链
starting = 正在测量本设备的速度，并制作第一个区块…
start-hint = 立即可用，离线也行。
settings = 设置

## 新链的设置

names = 名称
name = 名称
symbol = 币的符号
symbol-hint = 2 到 8 个大写字母或数字。
prefix = 地址开头
prefix-hint = 留空则使用币的符号。
text = 第一个区块里的留言
text-hint = 引用今天的新闻标题，可以证明这条链不是更早创建的。
coins = 币
reward = 区块奖励
reward-hint = 总共约 { NUMBER($coins) } 个币，因为奖励会一次次减半。
halving = 每隔多少区块奖励减半
halving-hint = { NUMBER($blocks) } 个区块约需 { $span }。
maturity = 奖励可用之前的区块数
maturity-hint = 约 { $span }。在此之前，支付奖励的区块仍可能被其他区块取代。
grant = 欢迎币
grant-hint = 每个地址可免费领取一次，适合试用的链。留空则不发放。
grant-until = 发放欢迎币的最后一个区块
empty-allowed = 允许
empty-padded = 允许，但须填充
empty-forbidden = 不允许
interval = 出块间隔（秒）
interval-hint = 出块快适合一群人试用；出块慢则少浪费算力。
starting-difficulty = 起始难度（哈希次数）
difficulty = 难度
difficulty-follows = 随矿工算力调整
difficulty-fixed = 固定，用于练习
confirmations = 最终确定所需的确认数
confirmations-hint = 约 { $span }。确认越多，越能抵挡算力更强的人。
max-weight = 每个区块的最大重量
max-weight-hint = { NUMBER($least) } 到 { NUMBER($most) }；一笔付款的重量约为 { NUMBER($payment) }。
max-transactions = 每个区块的最多交易数
max-transactions-hint = 每个区块 { NUMBER($count) } 笔，即每秒最多 { NUMBER($rate) } 笔。
least-transactions = 每个区块的最少交易数
least-transactions-hint = 区块奖励算作一笔。
empty-blocks = 空区块
filler = 空区块的填充内容
filler-hint = 空区块必须写的话，最多 80 个字母。
max-peers = 对等节点上限
max-peers-hint = 一个标签页的连接数。连接越多，区块传播越快，流量也越大。
search-measured = 留空：按本设备的速度测定，使它约一个出块间隔就能挖到一个区块。
search-unknown = 决定第一次搜索要多久；之后的区块随矿工算力调整。
search-short = 单核不到一秒；之后的区块随矿工算力调整。
search = 单核约 { NUMBER($seconds) } 秒；之后的区块随矿工算力调整。

## 谁来出块

block-authors = 出块人
makers = 由谁出块
makers-anyone = 任何挖矿的人
makers-authors = 只有这些出块人
makers-authors-work = 只有这些出块人，并且也须挖矿
authors = 出块人
authors-hint = 他们的公钥，每行一个。出块人以后不能更改。链需要其中超过一半的人在线。
add-key = 添加我的公钥

## 初始币

first-coins = 初始币
first-coins-hint = 一开始就存在的币，不包括区块奖励。
add-recipient = 添加收款人
add-myself = 添加我自己
genesis-author = 第一个区块付给
genesis-author-hint = 一个地址或公钥，得到一份区块奖励。留空则不付给任何人。
owner = 持有人 { $number }
owner-hint = 任意一条链的地址，或者公钥。
owner-coins = 持有人 { $number } 的币
owner-remove = 移除持有人 { $number }
remove = 移除

## 设置文件

settings-file = 打开设置文件
settings-file-hint =
    用文件中的设置创建链。打开同一个文件的人都在同一条链上；“网络”页面可以保存这样的文件。

## 加入链

join-title = 加入朋友的链
link = 邀请链接
link-hint = 朋友发给你的链接。
join = 加入
join-scan = 扫描二维码

## 加入链之前的对话框

join-dialog-title = 加入链
join-chain = 加入这条链
join-not-now = 以后再说
join-relay = 也连接中继 { $relay }
join-leaves-mining = “{ $chain }”会关闭，你在那里的挖矿会停止。
join-leaves = “{ $chain }”会关闭；你随时可以再打开它。
join-fetches = 然后会获取它的区块并保存在本设备上；超过 { $size } 时只保留最新的区块。
join-seen = 中继和链上的人能看到你的网络地址。
join-request = 这个链接请求付款。加入后你会在付款表单中看到它；在你同意之前不会付出任何币。
join-request-facts = 请求的付款
join-request-by = 请求人
join-request-for = 用途
join-facts = 链
join-coin = 币
join-genesis = 创世区块
join-new = 此浏览器中还没有
join-known = 你已有这条链
join-no-relay = 无：用这个链接遇不到任何人
join-relay-name = 中继
join-authors = 只有它的 { NUMBER($count) } 位出块人
join-interval = 出块间隔约

## 在链上的头几步

steps = 头几步
steps-founder = “{ $chain }”已在运行。用三步试一试：
steps-guest = 欢迎来到“{ $chain }”！用三步试一试：
steps-done = 要做的你都做完了。玩得开心！
steps-hide = 隐藏这些步骤
step-done = 完成
step-mine = 挖一个区块
step-mine-why = 它会付给你最初的币。
step-invite = 邀请朋友
step-invite-why = 发送链接，或让手机扫描它的二维码。
step-pay = 付款给别人
step-pay-why = 要一个地址，输入金额，然后发送。
step-get-paid = 收款
step-get-paid-why = 把你的地址发给邀请你的人。

## 此档案的链

known-title = 你的链
open = 打开
open-name = 打开“{ $chain }”
remove-name = 移除“{ $chain }”
open-now = 已打开
known-stored = 占用本设备 { $size }
known-last-open = 上次打开：{ $time }
remove-question = 要从本设备移除这条链和它的区块吗？
remove-consequence =
    只要还有别人保留着区块，用它的链接就能恢复这条链；用你的助记词可以找回币。
remove-keep = 不，保留
remove-agree = 是，移除

## 数据可能已损坏的链

unopened-title = “{ $chain }”没有打开
unopened-wallet = 你的钱包不受影响：用它的助记词可以在任何设备上找回币。
unopened-words = 你的助记词
unopened-again = 重试
unopened-refetch = 从别人那里重新获取
unopened-remove-name = 从本设备移除“{ $chain }”
refetch-question = 要清除已保存的区块，再从别人那里获取吗？
refetch-agree = 是，重新获取
unopened-consequence = 只要还有别人保留着区块，这就可行。尚未打包进区块的付款会丢失。

## 无法读取的档案

unreadable-title = 此档案无法打开
unreadable-text = 它的链和钱包仍然原样保存在本设备上。不会向其中写入任何内容。
unreadable-anew =
    你可以在档案 { ELEMENT($profile) } 中用另一个钱包重新开始，两者互不影响。用你抄下的助记词，可以在那里
    恢复原来的钱包。
unreadable-begin = 另开一个新档案

## 公钥

key-title = 你的公钥（出块人用）
key = 你的公钥
key-hint =
    如果有人想把你列为出块人，或者给你初始币，就把这个公钥告诉对方。它在每条链上都一样，不能用来花
    币。
key-copy = 复制你的公钥
