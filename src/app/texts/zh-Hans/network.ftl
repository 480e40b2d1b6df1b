### 对等节点、中继、邀请，以及本设备保存的区块。

title = 网络
all-chains = 所有链
console = 控制台
connections = 连接
peers = 对等节点

## 邀请

invite-title = 邀请朋友
invite-qr = 邀请链接的二维码
invite-link = 邀请链接
invite-hint = 打开它就能加入这条链。它包含链的规则，所以在规则上不必信任任何人。
invite-copy = 复制邀请链接
invite-local =
    这个链接只能在这台电脑上使用：{ $host } 在任何地方都指“本机”。要邀请别人，请在你的网络上
    （cargo xtask serve --lan）或在一个域名上提供本页面。
settings-save = 下载链的设置
settings-hint = 一个文件，与链接包含同样的规则，供阅读和保存。

## 对等节点

peer-name = 名称
peer-called = 发起方
peer-height = 高度
peer-stores = 保存
peer-ping = 延迟
peer-since = 起始时间
peer-received = 已接收
peer-sent = 已发送
peers-none = 还没有与任何人连接。你可以照常挖矿和付款。
called-you = 你
called-they = 对方
stores-all = 每个区块
stores-newest = 只有最新的区块
milliseconds = { NUMBER($count) } 毫秒

## 网络图

map-last-none = 区块和付款到达时，会沿着连接移动。
map-block-in = 最近：来自 { $peer } 的区块
map-block-out = 最近：发给 { $peer } 的区块
map-payment-in = 最近：来自 { $peer } 的付款
map-payment-out = 最近：发给 { $peer } 的付款

## 本设备保存的区块

keep-title = 旧区块
keep-newest = 要保留的最新区块数
keep-newest-hint =
    至少 { NUMBER($least) } 个。对于更早的区块，本设备只保留仍能证明未花的币和你自己的付款的部分。
keep-hint =
    删除的内容就从本设备消失了：只有另一台保存每个区块的设备还有。你的币和付款会保留，仍然可以证明。
keep-only-newest = 只保留最新的
keep-every = 从现在起保留每个区块
keep-stored = 本设备保存
keep-bytes = 占用的存储空间
keep-deleting = 删除旧区块
keep-question = 要从本设备删除旧区块吗？删除后无法恢复。
keep-consequence = 如果没有别人保留全部区块，新人就无法再加入这条链。
keep-all = 全部保留
keep-delete = 删除旧区块
kept-newest = 最新 { NUMBER($count) } 个区块的全部内容
kept-after = 区块 { NUMBER($height) } 之后的每个区块

## 中继

relays = 中继
relays-hint = 中继只让标签页彼此认识；区块和付款在标签页之间直接传送。
relay-add-title = 添加中继
relay-address = 中继的地址
relay-address-hint = 以 wss:// 或 ws:// 开头。所有中继同时使用，最多 4 个。
relay-add = 添加这个中继
relay-remove = 移除
relay-remove-name = 移除中继 { $url }
relay-connected = 已连接
relay-connecting = 正在连接…
relay-lost = 未能连接；正在重试…
relay-retry = 未能连接；{ $span } 后重试
relay-refused = 被拒绝：{ $reason }
hide-address = 隐藏我的地址
hide-address-hint =
    和所有直接连接一样，对等节点能看到彼此的 IP 地址。开启后，一切都改由中继的 TURN 服务器转发（如果
    它有的话）。

## 连接状态的名称

clock = 时钟
relay-unreachable = 连不上中继
cant-reach = 无法连通
nobody-else = 这里没有别人
other-branch = 在另一个分支上
blocks-missing = 缺少旧区块
catching-up = 正在追赶
in-sync = 已同步

state = { $name }：{ $details }
short-connecting = 正在连接

## 各状态的一句说明，以及补救办法

clock-off = 本设备的时钟似乎 { $difference }。
clock-ahead = 快了 { $span }
clock-behind = 慢了 { $span }
clock-mining = 别人会拒绝日期太超前的区块，所以你现在挖矿可能一无所获。
clock-following = 在时钟走到之前，本设备会认为新区块太新。
clock-two = 只有一个对等节点时，无法判断是谁的时钟不准：请把两边都核对一下。
clock-set = 请校准时钟，最好设为自动。

relay-none-lets-in = 没有中继接纳本标签页。
relay-none-answers = 这条链没有中继应答。
relay-none-advice = 除了遇见别人，一切都正常。请检查本设备是否联网；也可能是中继停止了。

nobody-open = 没有别的标签页打开这条链。
nobody-open-advice = 请把邀请链接发给别人，并让本标签页保持打开。
nobody-relay = 这条链没有中继，所以无法与别人相遇。
nobody-relay-advice = 请在下面添加中继。

branch = 别人在另一个分支上，高度为 { NUMBER($height) }。
branch-advice =
    他们的分支工作量更多，但它与你的分支在本设备仍保存的区块之前就已分开，所以本设备无法切换过去。你
    在这里挖的矿和付的款对他们不算数。请移除这条链，再用它的链接重新加入。

missing = 进度 { NUMBER($height) } / { NUMBER($target) }，而已连接的人都没有保存接下来的区块。
missing-advice = 等保存全部区块的人连接后，就会继续。

sync = 与已连接的所有人同步。
sync-no-relay = 与已连接的所有人同步，但没有中继应答。
sync-no-relay-advice = 已有的连接会继续；在中继应答之前，遇不到新的人。

calling-relay = 正在连接中继。
linking = 这里有 { NUMBER($count) } 人，正在连接。
fetching = 区块 { NUMBER($height) } / { NUMBER($target) }。
scanning = 钱包正在读取区块 { NUMBER($scanned) } / { NUMBER($height) }。

## 为什么连不上任何人

busy = 这里有 { NUMBER($count) } 人，但每个人的连接都已满。
silent = 这里有 { NUMBER($count) } 人，但没有页面应答。
unreached = 这里有 { NUMBER($count) } 人，但你们的浏览器之间没有通路。
some-unreached =
    这里有 { NUMBER($count) } 人；其中 { NUMBER($unreached) } 人的浏览器与你的没有通路。仍在尝试其他
    人。
busy-advice = 有人离开就会空出位置；本标签页会继续询问。
no-candidates-advice = 这个浏览器没有提供任何地址：WebRTC 已关闭，或被某个扩展阻止。请为本页允许它。
hiding-advice =
    “隐藏我的地址”已开启，这需要 TURN 服务器，而中继没有给出。请在“网络”页面关闭它，或者使用
    有 TURN 服务器的中继。
silent-advice = 他们的标签页可能在休眠：请他们切换到那个标签页。
no-turn-advice =
    你们的网络不允许直接连接，中继也没有给出可以转发的 TURN 服务器。请连到同一个 Wi-Fi，试试手机热
    点，或者请中继的运营者添加 TURN 服务器。
hidden-advice = 这个浏览器还隐藏了它在局域网中的地址；没有摄像头权限时，浏览器都会这样。
turn-failed-advice =
    你们的网络不允许直接连接，而中继的 TURN 服务器没有给这个浏览器地址。可能是防火墙阻止了它，或者它
    停止了：请告诉中继的运营者。
network-advice =
    虽然 TURN 服务器有应答，你们的网络仍不让任何内容通过。请换一个网络，例如手机热点，并把报告发给中
    继的运营者。

## 失败的尝试

trouble = 连接有问题
try-again = 重试
tried = 尝试过的办法
report-save = 保存报告
report-failed = 这个浏览器不允许页面保存文件。
report-hint =
    一个关于连接的文本文件，供帮助你的人查看：状态、时间和地址的种类。其中没有 IP 地址，没有你钱包的
    任何内容，也没有邀请链接。
call-to = 呼叫 { $peer }：{ $result }
call-from = 来自 { $peer } 的呼叫：{ $result }
declined = 对方没有空位。
no-answer = { $span } 内没有应答。
no-way = { $span } 内没有找到通路。
no-way-state = { $span } 内没有找到通路（ICE 状态：{ $state }）。
offered = 本方提供 { $own }；对方提供 { $theirs }。
server-error = 一台 STUN 或 TURN 服务器失败，代码 { $code }。
no-addresses = 没有地址
addresses = 地址：{ $list }
direct = { $count } 个直接
hidden = { $count } 个隐藏
reflexive = { $count } 个经路由器（STUN）
relayed = { $count } 个在 TURN 服务器上

you = 你

## 自己的名字

own-name-title = 你的名字
own-name = 名字
own-name-hint =
    连同你公钥的图案，告诉与你连接的人，他们可能会把它展示给全场。这个公钥在你所有的链上都相同，所以别人在
    那里也能认出你。如果你把它的地址收到的币与其他币一起花掉，所有人都能看出这些币都是你的。留空则什么都
    不告诉任何人。
own-name-save = 保存名字
own-name-told = 与你连接的每个人都能看到这个名字。
own-name-tag = 把我的名字写进我挖到的区块
own-name-tag-hint = 它会留在链中，所有人都能读到。区块里的名字不证明任何事：任何人都可以写任何名字。

## 给全场看的大屏

board = 大屏
board-back = 网络
board-people = 这里有 { NUMBER($count) } 人
board-here = 谁在这里
board-nameless = 另有 { NUMBER($count) } 人没有名字。
board-found = 谁挖到了最新的 { NUMBER($count) } 个区块
board-no-name = 没有名字
board-more = 另有 { NUMBER($count) } 人。
board-written = “{ $name }”
board-proves-nothing = 引号里的名字由矿工自己写入区块，没有任何证明，所以没有图案。
board-latest = 最新的区块
board-none = 还没有区块。
board-join = 加入

## 起步币：一笔付给所有新人的付款

newcomers = 起步币
newcomers-text =
    用一笔付款，把同样的金额付给你选中的每个人，付到其公钥的地址。公钥的地址还没有收到过币的人，起初就已
    选中。这不说明其他地址的情况：那个人可能挖到过币，也可能用了第二个公钥。其他想要币的人只要给自己起个
    名字就行。
newcomers-new = 尚未付
newcomers-has = 公钥的地址收到过币
newcomers-amount = 每人金额
newcomers-review = 核对付给 { NUMBER($count) } 人的付款
newcomers-paid = 已付给 { NUMBER($count) } 人。
