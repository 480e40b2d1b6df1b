### 多个页面共用的文字。

product = Tabchain

## 数量

blocks = { NUMBER($count) } 个区块
bytes = { NUMBER($count) } 字节
confirmations = { NUMBER($count) } 次确认
more-blocks = 再过 { NUMBER($count) } 个区块
payments = { NUMBER($count) } 笔付款
peers = { NUMBER($count) } 个对等节点
people = { NUMBER($count) } 人
transactions = { NUMBER($count) } 笔交易
weight-units = { NUMBER($count) } 重量单位

## 数字

progress = { $done } / { $all }
size = { $bytes }，{ $weight }
coins = { $amount } { $symbol }
block = 区块 { NUMBER($height) }
about = 约 { $figure }

## 时长

seconds = { NUMBER($count) } 秒
minutes = { NUMBER($count) } 分钟
hours = { NUMBER($count) } 小时
days = { NUMBER($count) } 天
years = { NUMBER($count) } 年
short-seconds = { NUMBER($count) } 秒
short-minutes = { NUMBER($count) } 分钟
short-hours = { NUMBER($count) } 小时
short-days = { NUMBER($count) } 天
short-years = { NUMBER($count) } 年

## 大数

thousand = { $figure } 千
million = { $figure } 百万
billion = { $figure } 十亿
trillion = { $figure } 万亿
quadrillion = { $figure } 千万亿
myriad = { $figure } 万
hundred-million = { $figure } 亿
ten-quadrillion = { $figure } 亿亿

## 供屏幕阅读器按名称查找的数字

hash-rate = 算力
hashes-per-second = 次哈希/秒

## 输入框和按钮

address = 地址
amount = 金额
blocks-title = 区块
confirmations-title = 确认数
fee = 给矿工的手续费
left = 钱包剩余
passphrase = 密码
public-note = 公开留言
status = 状态
when = 时间
copy-address = 复制地址
copy-block-hash = 复制区块哈希
copy-transaction-id = 复制交易 ID

## 两句之间

gap = { "" }

## 列举

list-and = { $list } 和 { $last }
list-comma = { $list }、{ $next }
