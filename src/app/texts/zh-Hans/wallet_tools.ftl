### 钱包的其他页面：收款请求、联系人和全部历史记录。

## 收款请求

requests-title = 收款请求
request-new = 请求付款
request-amount-hint = 留空则由付款人决定金额。
request-label = 你的名字
request-label-hint = 可不填。付款人会在请求中看到它。
request-message = 用途
request-message-hint = 可不填。只有拿到请求的人能读到；它不会写入链中。
request-make = 生成请求
request-title = 收款请求
request-qr = 收款请求的二维码
request-kind = 链接发给
request-for-all = 所有人：打开本页面，并指明是哪条链
request-short = 已有这条链的人：更短
request-link = 请求链接
request-link-hint = 打开它的人会看到填好的付款。在对方同意之前不会付出任何币。
request-copy = 复制请求链接
request-share = 分享
request-share-title = 收款请求
request-list = 你的请求
request-none = 还没有请求。请求会一直留在这里，直到你移除它，并显示是否已付款。
request-actions = 操作
request-any = 任意金额
request-paid = 已付款
request-on-the-way = 已付款，等待打包
request-unpaid = 尚未付款
request-partly = 目前已付 { $received } / { $wanted }
request-show = 显示
request-show-which = 显示请求：{ $which }
request-remove = 移除
request-remove-which = 移除请求：{ $which }

## 联系人

contacts-title = 联系人
contacts-empty = 还没有联系人。给一个地址起个名字，页面就会显示这个名字。
contacts-text =
    名字只保存在本设备上，只用于这条链，别人看不到。这里的地址以 { $prefix } 开头。如果对方每次收款
    都用新地址，就要为每个地址起名。
contact-new = 添加联系人
contact-address = 对方的地址
contact-name = 名字
contact-hint = 只有你能看到。
contact-save = 保存名字
contact-saved = 已保存。
contact-change = 更改
contact-remove = 移除
contact-remove-name = 移除 { $name }

## 标签文件

labels-title = 名字和备注文件
labels-text =
    联系人和私人备注，采用 BIP329 格式，许多钱包都能读写。文件中没有密钥，但读到它的人会知道你认识
    谁。
labels-save = 保存名字和备注
labels-open = 打开名字和备注文件
labels-open-hint = 文件中的名字和备注会取代现有的。
labels-read = 已读入 { NUMBER($added) } 个名字和备注。
labels-read-some =
    已读入 { NUMBER($added) } 个名字和备注。另有 { NUMBER($left) } 个不适用于这条链，已略过。

## 币

coins-title = 币
coins-text =
    付给你而尚未花掉的每一笔。付款总是花掉整笔的币，收款人能看到它们的来历。冻结的币不会被任何付款动
    用。
coins-none = 还没有币。
coin-from = 来自
coin-waiting = 等待中
coin-spendable = 可用
coin-not-yet = 尚不可用
coin-frozen = 已冻结
coin-freeze = 冻结
coin-thaw = 解冻
coin-freeze-which = 冻结 { $address } 上的 { $amount }
coin-thaw-which = 解冻 { $address } 上的 { $amount }

## 扫描

scan-title = 扫描二维码
scan-picture = 摄像头画面
scan-asking = 浏览器正在询问，是否允许本页使用摄像头。
scan-looking = 请把地址、收款请求或邀请的二维码放到摄像头前。画面不会离开本设备。
scan-invitation = 请把邀请的二维码放到摄像头前。朋友可以在“网络”页找到它。
scan-no-invitation = 这不是邀请。朋友可以在“网络”页找到邀请的二维码。
scan-unreadable = 这个浏览器读不出画面。请改为复制链接并粘贴。
scan-stop = 停止
scan-insecure = 本页不是通过 HTTPS 打开的，不能使用摄像头。请改为复制链接并粘贴。
scan-denied = 这里不允许使用摄像头。请在浏览器设置中允许本页使用，或者改为复制链接并粘贴。
scan-missing = 本设备上没有找到摄像头。请改为复制链接并粘贴。
scan-busy = 摄像头没有画面：可能有别的程序在用它。请关闭那个程序再试，或者改为粘贴链接。

## 全部历史记录

activity-title = 所有付款
activity-search = 搜索
activity-save = 保存为 CSV
activity-more = 显示更多
activity-none = 没有找到付款。
activity-found = { NUMBER($count) } 笔付款
filter = 显示
filter-all = 全部
filter-received = 收到
filter-sent = 付出
filter-rewards = 区块奖励
filter-open = 等待中或失败

## 私人备注

note-title = 私人备注
note = 备注
note-hint = 只有你能看到。留空则移除。
note-cancel = 取消
note-save = 保存

## Signed messages

messages-title = 签名消息
sign-title = 给消息签名
sign-text = 签名表明：某个地址的主人写下或同意了一条消息。签名不能花掉任何币。
sign-watched = 这个账户仅供查看：它的助记词不在这里，因此不能签名。
sign-address = 签名所用的地址
sign-present = 当前地址：{ $address }
sign-paid = 以前的地址：{ $address }
sign-identity = 身份：{ $address }
sign-message = 要签名的消息
sign-message-hint = 最多 4,096 字节。每个字符都算数，包括空格和换行。
sign-review = 检查
sign-question = 要给这条消息签名吗？
sign-warning = 得到签名的任何人都能证明你签署了这些话。
sign-back = 返回
sign-now = 立即签名
signature = 签名
signature-hint = 请把它连同地址和消息一起交给对方。
signature-copy = 复制签名
signed = 已签名。
check-title = 核对已签名的消息
check-address = 签名者的地址
check-message = 已签名的消息
check-message-hint = 必须与签名时完全一致，可以有多行。
check-signature = 要核对的签名
check-signature-hint = 136 个字符。
check-button = 核对
check-valid = 有效：这个地址的主人签署的正是这条消息。签名不说明签署的时间。
check-other = 无效：这是另一个地址的签名。
check-not =
    无效：这个地址的主人没有签署这条消息。每个字符都算数，包括空格和换行。
message-hidden =
    这条消息含有隐藏或会误导人的字符（U+{ $code }），它的意思可能与看上去的不同。

## Accounts

accounts-title = 账户
accounts-text = 每个账户都有自己的币、地址和记录。你的助记词能恢复你自己的所有账户。
account-name = 账户
account-balance = 余额
account-actions = 操作
account-own = 自己的
account-shown = 自己的，当前显示
account-watched = 仅查看
account-watched-shown = 仅查看，当前显示
account-show = 显示
account-show-which = 显示 { $name }
account-remove = 停止查看
account-remove-which = 停止查看 { $name }
account-add = 添加账户
account-add-name = 账户名称
account-add-hint = 可不填。只有你能看到。
account-add-button = 添加这个账户
account-added = 已添加。
accounts-find-text = 恢复了助记词？这条链同步之后，可以凭收付款找回你以前用过的账户。
accounts-find-passphrase = 查找账户所需的密码
accounts-find = 查找我的账户
accounts-none-found = 这条链上没有用过其他账户。
accounts-found = 找到 { NUMBER($count) } 个账户。

## Descriptors

descriptor-title = 这个账户的描述符
descriptor-warning = 得到描述符的任何人都能看到这个账户过去和将来的所有收付款，但不能花它的币。
descriptor-show = 显示这个账户的描述符
descriptor = 描述符
descriptor-hint = 这条链上的另一个钱包可以凭它查看这个账户。
descriptor-copy = 复制描述符
watch-title = 凭描述符查看钱包
watch-text = 你可以看到该账户的收付款，也可以把它的地址给别人，但不能在这里用它付款。
watch-descriptor = 要查看的描述符
watch-descriptor-hint = 以 account( 开头，以 # 和 8 个字符结尾。
watch-name = 所查看账户的名称
watch-button = 查看
watch-done = 已加入账户列表。
