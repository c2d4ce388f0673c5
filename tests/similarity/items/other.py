"""Items of another hand, written before any figure was seen: long boilerplate, other registers, little shared wording.

`python other.py tune > other_tune.jsonl`, likewise untouched: every third theme is never tuned on.
A theme: unit | category | three projects (name ‖ goals ‖ content). The second is
the first under another name, the third is a neighbour of it that does something else.
"""

import json
import random
import sys

THEMES = """
市民政局|application
殡葬惠民一站办系统‖逝者家属足不出户完成火化预约和惠民减免申领，跑动次数归零。‖火化预约排期；惠民减免在线核定；公墓墓位登记台账；骨灰寄存提醒
身后事联办应用‖丧属在家即可约炉、领取补贴，不再往返殡仪馆和民政窗口。‖约炉时段管理；补助资格自动比对；墓区穴位电子账；寄存到期短信
公墓年检与视频巡护项目‖经营性公墓年检全部线上完成，违规建墓及时发现。‖年检材料填报；公墓视频接入；违建大墓图像比对；整改回执
市卫生健康委|application
母子健康手册电子化工程‖孕产妇建册到产后访视全程留痕，高危孕妇漏管率降到千分之五以内。‖电子建册；产检提醒；高危评分；产后访视记录；新生儿筛查结果回写
孕产期保健随访服务平台‖孕妈妈从怀孕到产后四十二天均有专人跟踪，红橙色风险人员一个不漏。‖线上建卡；孕检日程推送；风险五色管理；出院后上门随访登记；新生儿代谢病筛查回传
妇幼保健院产科病房改造配套网络‖产科病区移动查房不断线，母婴防盗定位覆盖全病区。‖病区无线覆盖；母婴腕带定位；移动查房推车；护理站交换机
市交通运输局|application
渡口渡船安全监测项目‖渡口超员、冒险开航等行为一分钟内报警，夜航船舶全部在线。‖渡口摄像与客流计数；渡船北斗终端；超员识别告警；夜航电子围栏
水上客运防超员北斗监控平台‖乡镇渡船载客数实时掌握，恶劣天气禁航指令直达船员。‖船载定位与人数识别；码头视频；禁航通知下发；违规航行追溯
航道助航标志遥测系统‖航标失常两小时内处置，航标维护费用下降三成。‖航标灯遥测终端；水深尺读数采集；维护派工；航道图发布
市教育局|application
中小学食堂阳光采购平台‖学校食材采购价格、供应商和检测结果全部公开，家长可查。‖食材订单；供应商准入；农残快检上传；家长查询端；陪餐记录
校园供餐监管服务系统‖让每一顿学生餐的来源与检验可追可看，采购比价透明。‖配送商名录与评价；每日进货登记；检测报告归集；家长小程序；校领导陪餐留样
校园足球青训管理系统‖青训队员注册、赛程和体能数据统一管理。‖球员注册；赛程编排；体测录入；裁判派遣
市自然资源局|application
违法用地卫星发现处置系统‖新增违法占地十五日内发现并派到乡镇核查。‖月度卫片变化提取；图斑派发；现场举证；销号审核
耕地“非农化”遥感监管‖占用耕地苗头月月清，图斑核实率达到百分之百。‖影像两期比对；疑似地块推送；手机拍照取证；整改复核闭环
矿业权出让网上交易系统‖采矿权、探矿权全部网上竞价，交易全程留痕。‖公告发布；竞买保证金；网上竞价；成交确认书
市城管局|application
餐厨废弃物收运在线监管‖每一桶餐厨垃圾从产生到处置去向明确，非法收运案件下降六成。‖收运桶标签；车辆称重与轨迹；处置厂进场核对；餐馆台账
泔水去向追溯平台‖杜绝地沟油回流，饭店后厨产生的厨余全程可查。‖桶身芯片；收集车计量定位；终端厂过磅比对；商户电子联单
户外广告设施审批与安全巡查‖户外广告审批时限压缩至三日，隐患牌匾一月一巡。‖设置申请；效果图审查；结构安全检测；到期拆除提醒
市公安局|application
电动自行车登记上牌系统‖群众就近三分钟上牌，失窃车辆找回率提高一倍。‖号牌制发；车架号核验；防盗射频标签；路口感应点；失窃比对
两轮电动车防盗备案平台‖让电瓶车有身份、丢了找得回，登记点开到社区。‖线上登记；射频芯片植入；基站轨迹；被盗报警查询；社区服务点终端
剧毒易制爆单位流向管理‖易制爆化学品购销使用逐笔登记，库存差异当日预警。‖购买备案；出入库称量；视频联锁；流向核查
市农业农村局|application
高标准农田建设管护一张图‖已建田块位置、投资、管护责任人上图入库，重复立项为零。‖田块上图；项目库；管护巡查；设施损毁上报
农田建设项目监管服务系统‖摸清全市建成田块家底，杜绝同一地块重复投资，渠路有人管。‖地块空间落图；历年项目归集；渠系道路巡护；损坏报修
农药经营实名台账系统‖限用农药销售全部实名可查。‖经营许可；扫码销售；处方登记；回收包装
市文广旅局|application
剑门蜀道文物病害监测‖关键段落裂隙、渗水每日监测，病害处置不过周。‖裂隙计；温湿度传感；无人机巡护；病害档案；专家会诊
古蜀道石质本体预防性保护‖栈道与石刻风化开裂可量化、能预警，做到早发现早修缮。‖位移与湿度感知布点；航拍建模比对；本体健康档案；远程专家咨询
夜游灯光秀票务系统‖夜游票务线上化率达到九成。‖分时预约；检票闸机；商户联营结算；客流大屏
市人社局|application
根治拖欠工资预警平台‖在建项目工资发放异常五日内预警，案件当月结清。‖专户流水比对；考勤与发放核对；欠薪线索派单；信用惩戒
建设领域劳动者薪酬保障系统‖让务工人员按月足额拿到钱，苗头性问题早介入。‖银行代发数据核查；刷脸出勤；投诉线索流转；失信名单推送
技工院校实训基地管理系统‖实训工位利用率提高两成。‖工位预约；耗材领用；技能考核；企业订单班
市水利局|application
农村饮水安全监测工程‖千人以上水厂水质水量在线率达到九成八，停水报修两小时响应。‖浊度余氯在线仪；管网流量计；水厂视频；报修工单
乡镇集中供水智慧运行系统‖老百姓喝上放心水，水厂出水指标时时可见，爆管抢修不过夜。‖出厂水余氯浊度监测；主管流量压力采集；值守可视化；抢修派单
小水电生态流量监管‖小水电站下泄流量全部在线监管。‖下泄流量计；电站视频；欠泄预警；整改台账
市税务局|information_resource
房地产交易涉税联办接口‖房屋过户一次取号、缴税办证同窗完成。‖不动产登记数据交换；契税核价；电子税票；缴税状态回传
二手房缴税过户一件事数据贯通‖买卖双方只交一套材料，税费核定与发证并行。‖交易合同与权籍信息互传；计税价格评估；完税凭证推送；办证进度回写
大企业税收风险模型‖重点税源风险应对命中率提高到七成。‖指标建模；发票流向图谱；风险推送；应对反馈
市档案馆|information_resource
民国档案抢救性数字化‖馆藏民国文书十二万页完成修裱扫描，原件不再出库。‖修裱去酸；高清扫描；条目著录；缩微异质备份
馆藏历史文书影像化加工‖濒危老档纸张脆化得到抢救，查阅一律调看电子件。‖纸张脱酸加固；彩色扫描；题名著录；胶片双套保存
数字档案馆异地备份‖重要档案数据异地同步，恢复时间不超过四小时。‖同步软件；磁带库；异地机房租用；恢复演练
市市场监管局|application
老旧电梯物联网安全监测‖困人救援到场时间缩短到十五分钟，带病运行电梯清零。‖电梯黑匣子；困人报警；维保扫码；检验到期预警
住宅电梯应急处置与维保监督‖乘梯被困一键呼救、就近派救援，维保走过场可查。‖轿厢感知终端；96333派遣；维保人员打卡；年检提醒
价格监测与应急定价系统‖重要民生商品价格日报日出。‖采价点终端；价格指数；异动预警；应急定价流程
市发改委|application
重大项目投资调度平台‖省市重点项目进度、投资、问题按月调度，问题当周交办。‖项目填报；投资完成率分析；问题交办；红黄绿灯督查
固定资产投资项目协同推进系统‖每月掌握在建大项目的形象进度和卡点，卡点限期销号。‖进度月报；资金到位比对；堵点派单；亮灯考核
公共信用信息修复服务‖企业信用修复线上办结。‖修复申请；承诺公示；核查；结果推送信用中国
市司法局|application
行政执法案卷电子化监督‖执法案卷全部网上生成，程序瑕疵自动提示。‖案件立案；文书模板；全过程音像；法制审核；案卷评查
执法办案流程规范与评查系统‖执法人员按步骤办案，漏环节系统不让走，案卷可随机抽评。‖线上立案取证；制式文书；记录仪视频关联；审核把关；评查打分
公共法律服务机器人终端‖乡镇群众可自助获得法律咨询。‖自助终端；知识问答；视频连线律师；文书打印
市应急管理局|security
烟花爆竹零售点安全远程监管‖春节期间零售点超量储存和违规燃放即时制止。‖库存量视频识别；明火烟雾告警；店主承诺电子签；网格巡查打卡
花炮销售网点可视化管控‖鞭炮店囤货超限、店内动火第一时间劝止。‖货架监看与数量判定；火焰识别；经营户责任书线上签订；村社干部巡店签到
应急广播叫应系统‖预警信息十分钟内叫应到村组。‖预警接入；外呼叫应；签收统计；村级终端
市国资委|application
国企资金监管与大额支付预警‖市属企业单笔大额支付事前可见，账外账户清零。‖银企直联；支付规则；账户备案；异常支付穿透
市属企业司库管理平台‖统管国企账户和资金头寸，大额对外付款提前亮灯。‖银行账户归集；付款限额预警；头寸分析；未备案账户排查
国企党建考核系统‖党建考核指标在线评分。‖指标分解；过程材料；评分；排名通报
市机关事务局|equipment
集中办公区门禁与访客管理‖来访人员预约核验一次通过，尾随闯入可追溯。‖人脸闸机；访客预约；车辆道闸；安防联动
行政中心出入口安全控制系统‖外来办事人员线上约、刷脸进，车辆无感通行。‖通道识别终端；来访申请小程序；车牌识别道闸；与监控报警联动
机关食堂智能结算‖就餐结算三秒完成，食材浪费减少一成。‖称重取餐台；刷脸支付；餐量预测；库存管理
市审计局|application
村级财务审计监督系统‖村级账目审计覆盖面达到全部行政村，疑点推送到乡镇。‖村账采集；疑点规则；整改跟踪；群众公示
农村集体经济账务数字化核查‖村里的钱怎么花的，审计一眼看清，问题限期改。‖账套导入；可疑支出筛查；问题整改闭环；公开栏推送
固定资产投资审计工程造价库‖造价审减依据可查，复核时间缩短一半。‖材料价格库；历史项目库；清单比对；复核意见
市医保局|application
门诊慢特病认定线上办‖慢病患者认定不用跑窗口，三日内出结果。‖病历材料上传；专家盲审；待遇开通；复审提醒
特殊疾病待遇资格网上评审‖长期服药群众在家申请，医生背对背评，通过即享受报销。‖申请资料拍照提交；随机派医师评定；待遇自动生效；到期再评通知
定点药店进销存追溯‖药店串换药品行为可识别。‖进销存接口；追溯码核验；异常交易筛查；约谈台账
"""

FRAMES = (
    (
        "根据国家、省、市关于加快数字政府建设的有关部署和市委市政府工作要求，结合我单位工作实际和群众反映的突出问题，"
        "拟通过本项目的实施，达到如下目标：{}通过建设进一步夯实基础、强化支撑、提质增效，为“智慧广元”发展提供有力保障。",
        "本项目主要建设任务如下：{}。系统遵循统一的技术架构和标准规范，部署在政务云平台，按照网络安全等级保护第三级要求同步规划、"
        "同步建设、同步运行，采用国产化软硬件环境，预留与市数据共享交换平台的接口，并开展用户培训和一年免费运维。",
    ),
    ("{}", "{}"),
    ("目标：{}（可量化、可考核）", "建设内容含：1. {}。2. 与现有系统对接。3. 等保测评、密码应用评估各一次。"),
    (
        "当前工作主要依靠人工和纸质台账，信息分散、效率不高、监管存在盲区。项目建成后，{}",
        "一是{}；同时做好数据治理和历史数据迁移，配套必要的服务器、存储及终端设备，聘请监理和测评机构。",
    ),
)


def themes(part):
    lines = [line for line in THEMES.strip().splitlines() if line]
    for at in range(0, len(lines), 4):
        if (at // 4 % 3 == 2) != (part == "untouched"):
            continue
        unit, category = lines[at].split("|")
        yield unit, category, [line.split("‖") for line in lines[at + 1 : at + 4]]


def project(rng, unit, category, texts, frame=None, **more):
    goals, content = frame or rng.choice(FRAMES)
    name, aim, modules = texts
    pieces = modules.split("；")
    rng.shuffle(pieces)
    return {
        "name": rng.choice(("", "广元市", "全市")) + name,
        "unit": unit,
        "category": category,
        "goals": goals.format(aim),
        "content": content.format(rng.choice(("；", "、", "，")).join(pieces)),
        "budget_yuan": rng.randrange(35, 600) * 10_000,
        "year": rng.randint(2022, 2026),
        **more,
    }


def pairs(rng, part):
    known = list(themes(part))
    units = [unit for unit, _, _ in known]
    for at, (unit, category, (one, two, three)) in enumerate(known):
        other = unit if rng.random() < 0.5 else rng.choice(units)
        yield "same", project(rng, unit, category, one), project(rng, other, category, two)
        yield "related", project(rng, unit, category, one), project(rng, unit, category, three)
        # The hardest: one unit, one boilerplate, one category, other substance.
        far = known[(at + 4) % len(known)][2][rng.randrange(3)]
        frame = FRAMES[0] if at % 3 else FRAMES[3]
        yield "different", project(rng, unit, category, one, frame), project(rng, unit, category, far, frame)
        yield "different", project(rng, unit, category, two), project(rng, rng.choice(units), "application", far)


def groups(rng, part):
    """Parts of one thing (each below the limit) against things that only share house, months and boilerplate."""
    known = list(themes(part))
    for at, (unit, category, (one, two, three)) in enumerate(known):
        name, aim, modules = one
        pieces = modules.split("；")
        sums = [rng.randrange(62, 98) * 10_000 for _ in range(3)]
        months = [f"2026-{m:02d}" for m in sorted(rng.sample(range(1, 8), 3))]
        half = len(pieces) // 2
        below = unit + rng.choice(("信息中心", "服务中心"))
        kind = at % 4
        if kind == 0:  # complementary halves, one name
            parts = [(name, aim, "；".join(pieces[:half])), (f"{name}配套部分", aim, "；".join(pieces[half:]))]
        elif kind == 1:  # by place
            parts = [(f"{name}（{p}片区）", aim, modules) for p in ("利州", "昭化", "朝天")]
        elif kind == 2:  # the duplicate under another name in the subordinate body
            parts = [one, two]
        else:  # software, hardware, integration of the same thing
            parts = [
                (f"{name}软件开发", aim, modules),
                (f"{name}硬件采购", aim, f"支撑{pieces[0]}的服务器、终端和网络设备"),
            ]
        yield (
            "split",
            [
                project(rng, below if kind == 2 and n else unit, category, part, budget_yuan=sums[n], month=months[n])
                for n, part in enumerate(parts)
            ],
        )
        frame = FRAMES[0]
        others = known[(at + 5) % len(known)][2]
        if kind == 0:  # other substance, same boilerplate and months
            rows = [one, others[0]]
            made = [
                project(rng, unit, category, r, frame, budget_yuan=sums[n], month=months[n])
                for n, r in enumerate(rows)
            ]
        elif kind == 1:  # the neighbour of one subject
            made = [
                project(rng, unit, category, r, frame, budget_yuan=sums[n], month=months[n])
                for n, r in enumerate((one, three))
            ]
        elif kind == 2:  # the same thing, but two years apart, or together still below every limit
            small = [rng.randrange(15, 45) * 10_000 for _ in range(2)]
            made = [
                project(rng, unit, category, r, budget_yuan=small[n], month=months[n])
                for n, r in enumerate((one, two))
            ]
        else:  # two units that have nothing to do with each other
            made = [
                project(rng, unit, category, one, frame, budget_yuan=sums[0], month="2026-02"),
                project(
                    rng,
                    known[(at + 3) % len(known)][0],
                    category,
                    others[1],
                    frame,
                    budget_yuan=sums[1],
                    month="2026-03",
                ),
            ]
        yield "independent", made


def main():
    rng, part = random.Random(4), sys.argv[1]
    rows = [{"kind": "pair", "a": a, "b": b, "label": label} for label, a, b in pairs(rng, part)]
    rows += [{"kind": "group", "projects": made, "label": label} for label, made in groups(rng, part)]
    for n, row in enumerate(rows, start=1):
        sys.stdout.write(json.dumps({"id": f"other-{part}-{n:03d}", **row}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
