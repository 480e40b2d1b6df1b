### 每个页面的外框：名称、导航、连接、数字和消息。

skip = 跳到页面内容

## 导航

pages = 页面
mine = 挖矿
wallet = 钱包
proofs = 证明
network = 网络

## 状态

connection = 连接
making-blocks = 正在出块
mining-at = 挖矿算力
status = 状态
balance = 余额
height = 高度
peers = 对等节点
tip = 最新区块
syncing = 正在获取并检查区块
scanning = 正在为你的钱包读取区块

## 页面的新版本

update-text = Tabchain 的新版本已就绪。更新时本标签页会重新加载，挖矿会停止。
update-now = 立即更新

## 首次显示时才加载的页面

part-loading = 正在加载…
part-missing = 此页面未能加载。请检查网络连接，然后重试。
part-again = 重试

## 节点启动之前和停止之后

starting = 正在启动你的节点…
ended-title = 节点已停止
ended-reload = 重新加载
ended-durable = 你的链和钱包都已保存；重新加载页面即可再次启动。
ended-failing = 上次保存之后的内容已丢失；重新加载页面会从上次保存处开始。
ended-other-tab = 另一个标签页保存着你的链和钱包；重新加载页面会再次启动本标签页。
ended-memory = 什么都没能保存，本标签页所做的已丢失；重新加载页面会从头开始。
wrong-profile =
    本页地址中的档案名称无效：{ $reason }。请修改“profile=”后面的名称，再重新加载页面。
ended-unknown = 重新加载页面也许有用。

## 页面自己拒绝的命令

stays-locked = 钱包仍然锁定，所以没有打开这条链。
not-running = 节点没有运行。请重新加载页面。
two-readings = 请输入 { $grouped } 或 { $decimal }：带逗号时两种意思都有可能。

## 消息

news = 消息
dismiss = 关闭
found-one = 你挖到了区块 { NUMBER($height) }：你得到 { $coins }。
found-one-young = 你挖到了区块 { NUMBER($height) }：你得到 { $coins }，{ $blocks } 后可用。
found-several = 你挖到了 { $blocks }，最后一个是区块 { NUMBER($height) }：你得到 { $coins }。
payment-received = 有 { $coins } 正在付给你，等待打包。
payment-to-you-confirmed = 已收到 { $coins }（1 次确认）。
payment-confirmed = 你付出的 { $coins } 已打包进区块。
saved = 链和钱包又能保存了。
took-over = 另一个标签页已关闭。从现在起由本标签页保存链和钱包。
payment-to-you-failed = 付给你的 { $coins } 失败了：{ $reason }。
payment-failed = 你付出的 { $coins } 失败了：{ $reason }。
failed-spent = 另一笔付款花掉了同样的币
failed-unfunded = 它花的币来自一笔失败的付款
failed-given-up = 它在打包进区块之前就被放弃了
data-confirmed = 你的数据已在区块中确认。
reorganised = 更长的链取代了 { $blocks }。
reorganised-own =
    更长的链取代了 { $blocks }。其中 { NUMBER($own) } 个是你挖到的：它们付给你的 { $coins } 没有了。

watch-only = 仅查看
