### 各页面共用的部件。

tab-title = { $page } · { $chain }
tab-title-mining = ⛏ { $title }
tab-title-found = ({ NUMBER($blocks) }) { $title }
show-secret = 显示“{ $field }”
looking-up = 正在查询…
copied = 已复制
copy-by-hand = 请选中文字，手动复制
qr-too-long =
    { NUMBER($length) } 个字符放不进一个二维码，最多 { NUMBER($most) } 个。请改为复制文字。
just-now = 刚刚
ago = { $span } 前

## 数据存放在哪里，是否可靠

storage-failing = 现在什么都保存不了。
storage-failing-text =
    原因：{ $reason }。本标签页每隔几秒会重试。在成功之前，关闭标签页会丢失此后发生的一切；在本设备
    上腾出空间也许有用。
storage-other-tab = 此档案的另一个标签页保存着链和钱包。本标签页使用副本，等那个标签页关闭后接手。
storage-denied =
    链和钱包保存在本设备上，但浏览器没有承诺保留它们：空间不足时可能会清除，无痕窗口关闭时一定会清
    除。用你的助记词可以找回币。
storage-safari = 连续七天没有访问，Safari 就会删除页面保存的内容，除非页面已添加到主屏幕或程序坞。
storage-unanswered =
    链和钱包保存在本设备上。已请浏览器在空间不足时保留它们，它还没有答复：也许它正在询问你。
storage-unavailable =
    链和钱包保存在本设备上，但无法请这个浏览器在空间不足时保留它们。用你的助记词可以找回币。

## 图表

chart-table = 以表格显示
