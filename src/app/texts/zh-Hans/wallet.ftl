### 钱包：余额、付款、历史记录，以及助记词的安全。

title = 钱包

## 余额

money-title = 可用余额
money-incoming = 即将收到（未确认）
money-pending = 待确认
money-outgoing = 正在付出（未确认）
money-maturing = 尚未成熟的奖励
money-frozen = 其中已冻结

## 链发给每位新人的币

grant-title = 新来的？
grant = 这条链免费发给每位新人 { $coins }，仅此一次。接下来的某个区块会发给你。
grant-button = 领取欢迎币

## 收款

receive-title = 收款
receive-qr = 你的地址的二维码
receive-address = 你的地址
receive-hint = 把它告诉别人就能收款。每次收款后会出现一个新地址。
receive-new = 新地址
receive-request = 请求一笔金额
receive-contacts = 联系人
send-scan = 扫描

## 付款

send = 发送
send-to = 收款人
send-to-hint = 地址、收款请求或联系人的名字。
send-max = 最多
send-max-hint = 扣除手续费后可用的全部余额
send-note-hint = 可不填。它会写入链中：所有人都能读到，永久保留。
payee-add = 添加收款人
payee-to = 收款人 { $number }
payee-amount = 金额 { $number }
payee-remove = 移除
payee-remove-row = 移除收款人 { $number }
send-options = 选项
coins-legend = 只花这些币
coins-hint =
    一笔也不选，就由钱包来选。一笔付款里一起花掉的币，别人会看出它们属于同一个人。
coins-empty = 还没有币。
coins-loading = 正在查找你的币…
coins-note = 私人备注
coins-frozen = { $age }，已冻结
coins-not-yet = { $age }，还不能用
coins-automatic = 由钱包选择币。
coins-sum = 已选 { NUMBER($count) } 笔币：{ $sum }
coins-choose-none = 全部不选
coins-freeze = 冻结币
send-bill = 这笔付款
fee-choice = 多快确认
fee-next-block = 下一个区块（{ $span }）：{ $fee }
fee-blocks = { $blocks }（{ $span }）：{ $fee }
fee-no-hurry = 不着急：{ $fee }
send-gets = 收款人得到
send-total = 总计
send-readable = 所有人都能读到
send-own-address = 这是你自己的地址。
sent = 已将 { $coins } 发送给 { ELEMENT($payee) }
sent-more = 这笔付款的其余部分付给另外 { NUMBER($count) } 位收款人。
sent-link = 查看这笔付款
sent-name = 给这个地址起个名字
request-by = { ELEMENT($name) } 请求这笔付款。
request-for = 这笔付款的用途：{ ELEMENT($purpose) }
request-by-for = { ELEMENT($name) } 请求这笔付款，用途：{ ELEMENT($purpose) }

## 签名前的核对

review-title = 核对付款
review-warning = 付款一旦打包进区块就无法收回。请核对整个地址。
review-cancel =
    这会取消你付出的 { $amount }：币回到你自己的钱包，手续费比原来的 { $fee } 更高。如果矿工先把原来
    那笔打包进区块，就取消不了。
review-speed-up =
    这会用手续费高于 { $fee } 的同一笔付款，取代你付出的 { $amount }。两笔之中最多只有一笔能进入区
    块。
review-bump =
    别人付给你的一笔款项正在等待，手续费为 { $fee }。这笔付款把它花给你自己，并付足两笔的手续费，好
    让矿工把两笔都打包。
review-bill = 付款
review-coins = 已选的 { NUMBER($count) } 笔币
review-recipient = 收款人
review-recipient-own = 收款人：你自己的地址
review-nobody = 无收款人：只携带数据
review-high-fee = 手续费偏高：占金额的 { $share }。
review-back = 返回
review-pay = 确认付款

## 等待打包的付款

waiting-cancel = 取消付款
waiting-speed-up = 加速

## 历史记录

history = 历史记录
history-what = 类型
history-with = 对方
history-received = 收到
history-sent = 付出
history-reward = 区块奖励
history-allocation = 初始币
history-to-self = 付给自己
history-stamp = 时间戳
history-data = 公开留言
history-new-coins = 新币
history-yourself = 你自己
history-everybody = 所有人
history-several = 多人
history-rewards = { NUMBER($count) } 份区块奖励
history-reward-blocks = 区块 { NUMBER($oldest) } 到 { NUMBER($newest) }
history-fee = 手续费 { $amount }
history-spendable = 可用
history-final = 最终确定
history-waiting = 等待中
history-immature = { $confirmations }，{ $blocks } 后可用
history-row-block = { $what }，区块 { NUMBER($height) }
history-row-failed = { $what }，失败
history-row-waiting = { $what }，等待打包
history-cancelled = 已取消
history-spent = 失败：另一笔付款花掉了它的币
history-unfunded = 失败：它花的币来自一笔失败的付款
history-given-up = 在打包进区块之前被放弃，仍有可能到账。
history-see-other = 查看那一笔
history-each-reward = 逐份显示区块奖励
history-empty = 还没有记录。挖一个区块，或者请朋友付给你一些。
history-all = 所有付款：搜索、筛选、保存
history-coins = 币
note-add = 添加私人备注
note-add-to = 为“{ $what }”添加私人备注
note-edit = 编辑
note-edit-of = 编辑“{ $what }”的私人备注

## 最近的区块奖励

reward-spendable = 可用
reward-wait = { $blocks } 后可用

## 安全

safety-title = 保管好钱包
safety-no-passphrase = 没有设置密码：任何使用这个浏览器的人都能花掉你的币。
safety-no-words = 你的助记词还没有抄下来：没有它们，丢了浏览器就丢了币。
safety-neither =
    没有设置密码，助记词也还没有抄下来：任何使用这个浏览器的人都能花掉你的币；浏览器丢了，币也就没了。
safety-words = 你的助记词
safety-change-passphrase = 更改密码
safety-set-passphrase = 设置密码
safety-lock = 自动锁定钱包
safety-backup = 保存加密备份
safety-restore = 恢复钱包
safety-new = 新建一个有 24 个助记词的钱包

## 助记词

words-text =
    这些助记词就是钱包：在任何设备上，用它们都能找回全部的币。请抄在纸上。读到它们的人可以花掉一切，
    所以不要给任何人看。
words-saved = 我已抄下来
check-text = 请照着纸输入这些助记词，以确认抄写无误。此时页面会把它们隐藏起来。
check-word = 助记词 { NUMBER($number) }
check-wrong = 这不是第 { NUMBER($number) } 个助记词。请看看你的纸，或者再看一遍助记词。
check-done = 检查
check-back = 再次显示助记词
check-right = 正确：你的助记词已经抄好。
words-hide = 隐藏助记词
words-passphrase = 查看助记词的密码
words-show = 显示助记词

## 密码

passphrase-text =
    密码用来加密本设备上的助记词。付款时会要求输入密码，首次打开一条链时也会。密码无法找回：忘记了就只
    能靠助记词。
passphrase-current = 当前密码
passphrase-new = 新密码
passphrase-again = 再次输入新密码
passphrase-differs = 两次输入不一致：请再输入一次。
passphrase-blank = 留空则取消密码保护。
strength-weak = 容易被猜到。更好的做法：用五个以上互不相关的词。
strength-fair = 尚可，前提是没有别人在用。再加一两个词就很强。
strength-strong = 很强，前提是没有别人在用。
passphrase-save = 保存密码
passphrase-encrypting = 正在加密…
passphrase-saved = 已保存。

## 锁定

lock-text =
    付款时输入密码后，在钱包自动锁定之前，接下来的付款不再要求密码。锁定的钱包照常挖矿、收款并显示余额。
    查看助记词、保存备份和更改密码总是要求密码。
lock-after = 锁定时间
lock-each-payment = 立即：每次付款都要求密码
lock-minutes = { NUMBER($minutes) } 分钟没有操作之后
lock-never = 关闭：直到关闭这条链或本页
lock-now = 立即锁定
lock-open = 已解锁
lock-locked = 已锁定

## 加密备份

backup-text =
    一个装有助记词的加密文件。用它的密码，可以在任何设备上或在程序 tabchain 中打开。同时拥有文件和密
    码的人可以花掉一切。
backup-passphrase = 备份的密码
backup-again = 再次输入备份的密码
backup-save = 保存文件

## 解锁

unlock-title = 解锁你的钱包
unlock-text = 每条链有各自的地址。首次打开这条链需要用一次你的助记词，而它们已用你的密码加密。
unlock-passphrase = 你的密码
unlock-not-now = 以后再说
unlock = 解锁

## 恢复钱包

restore-text = 恢复的钱包会取代此档案中现有的钱包；现有的会保留，以便撤销。
restore-words = 钱包的助记词
restore-words-hint =
    按顺序输入全部 12 到 24 个。词与词之间的数字、逗号和换行会被忽略。
restore-file = 打开备份文件
restore-file-hint = 用“保存加密备份”保存的文件代替助记词。
restore-passphrase = 新密码（可选）
restore-passphrase-hint = 它会加密本设备上的助记词。
restore-file-passphrase = 文件的密码
restore-file-passphrase-hint = 它仍是这个钱包在本设备上的密码。
restore-button = 恢复这个钱包
restored = 已恢复。
restored-unchanged = 这就是你现有的钱包。什么都没有改变。

## 新钱包

new-wallet-text =
    十二个助记词也同样猜不出来；有些其他的钱包和设备要求 24 个。新钱包会取代此档案中现有的钱包，而“恢复
    钱包”可以把它找回来。币不会自己转移：请先恢复旧钱包，再把币付到新钱包的地址。
new-wallet-button = 新建钱包
new-wallet-done = 已建好。现在请抄下它的 24 个助记词。

## 用另一个钱包取代现有钱包之前的询问

replace-title = 要取代这个钱包吗？
replace-empty = 在此档案所知的链上，现有的钱包没有币。
replace-has = 现有的钱包有：
replace-holding = “{ $chain }”上的 { ELEMENT($coins) }
replace-saved = 你说过它的助记词已经抄下来。
replace-unsaved = 它的助记词还没有抄下来。
replace-kept = 它会保留在本设备上，直到你再次取代钱包，所以你可以恢复它。
replace-show-words = 先显示它的助记词
replace-passphrase = 现有钱包的密码
replace-passphrase-hint = 没有密码的话，请使用另一个档案：在本页地址后面加上 ?profile=NAME。
replace-keep = 保留现有钱包
replace-agree = 取代

## 被取代的钱包

replaced-protected = 被取代的钱包仍保留在本设备上，用它自己的密码加密。
replaced-open = 被取代的钱包仍保留在本设备上，没有密码。
replaced-passphrase = 它的密码
replaced-undo = 恢复它
replaced-keep = 不，保留
replaced-erase-agree = 是，永久清除
replaced-erase = 清除它

## Links to what few people need, and accounts

money-watched = 仅查看：余额
more = 更多
more-messages = 签名或核对消息
more-accounts = 账户与仅查看
account = 账户
account-main = 主账户
account-number = 账户 { $number }
account-balance = { $name }：{ $balance }
account-watched = { $name }（仅查看）：{ $balance }
watched-title = 仅查看
watched-text =
    你可以看到这个账户的收付款，也可以把它的地址给别人。它的助记词不在这里，因此不能在这里用它付款。
watched-manage = 管理账户
