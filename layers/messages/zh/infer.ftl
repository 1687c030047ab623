### Edits found from zones that were edited elsewhere: what keeps them from being found, and notes.

# What is wrong with one zone of the layer, or with one edit.
infer-in-zone = { $zone }：{ $reason }
infer-in-frame = { $frame }：{ $reason }

infer-crs-differ = 两份片区数据的坐标参考系不同；请转换其中一份
infer-id-missing = 第 { NUMBER($row, useGrouping: 0) } 行没有 zone_id；请填写
infer-id-repeated = { $zone } 出现两次；请给每个片区各自的编号
infer-no-zone-found = 没有一行是规划中的片区：{ $why }，也没有一行与某个片区的土地有一半重合；请指明编号所在的列，或另选图层
infer-ids-differ = 列 { $column } 中是 { $given }，而规划的编号形如 { $known }
infer-ids-missing = 没有一列含有形如 { $known } 的编号
infer-rows-beyond-extent = { $rows } 超出规划范围（{ $extent }）；请检查图层的坐标参考系，或删去不属于规划的内容

## Notes

infer-in-column = 列 { $column }：{ $reason }
infer-column-unknown = 规划的片区没有这个名称的列
infer-column-reserved = 此名称为编辑自身所用
infer-ftz-assigned = 没有 ftz_id；归入{ NAME($ftz) }，{ $why }
infer-ftz-of-province = 即所在{ -top-region } { NAME($province) } 的{ -group }
infer-ftz-of-nearest = 即最近的{ NAME($zone) }所属的{ -group }
infer-columns-left = { $columns } 未采用：它说明的是整个{ $zones }
infer-columns-kept = { $columns } 保留图层中的值；仅按合并{ $zones }会得到其他值
infer-name-copied = 名称 { $name } 与 { NAME($zone) } 相同；请另取名称
infer-labels-left = { $count ->
    [one] 文件中以 { $labels } 称呼规划中的一个片区
   *[other] 文件中有 { $count } 个片区另有名称，如 { $labels }
}：编号不变；如要以其为编号，请给出 { OPTION("map-column", "zone_id", "zone_id") }
infer-moved-nearly = 按平移处理；其轮廓与图层相差不超过 { NUMBER($metres, minimumFractionDigits: 2, useGrouping: 0) } 米
infer-missing-kept = 文件中没有本规划的 { $count } 个片区（如{ $zones }），它们保持规划中的原样；如要删除：{ OPTION("missing") }
