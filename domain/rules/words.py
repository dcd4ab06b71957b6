"""What each rule means to a person it stops, and what to do: Chinese and English, keyed by rule id."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One sentence in each language."""

    zh: str
    en: str


WORDS: dict[str, Words] = {
    "R-ELIG-1": Words(
        "须在安徽的专业技术岗位工作并已签订劳动（聘用）合同；自由职业者须有人事代理机构。请先补签合同或办理人事代理。",
        "Declaring needs a professional post in Anhui with a signed contract, or a personnel agency for "
        "freelancers; complete that first.",
    ),
    "R-ELIG-2": Words(
        "公务员、参公单位工作人员和离退休人员（含返聘）不得申报。如已办理延迟退休，请提交批准文件。",
        "Civil servants, staff of institutions managed like the civil service, and retirees, re-employed or "
        "not, may not declare; a formal deferral of retirement is shown by its document.",
    ),
    "R-ELIG-3": Words(
        "港澳台人员须受聘于安徽单位；外国人须持永久居留证件或安徽签发的工作许可。请补充有效证件。",
        "People from Hong Kong, Macao and Taiwan need an employer in Anhui; foreigners need permanent "
        "residence or a work permit issued by Anhui. Add the valid document.",
    ),
    "R-ELIG-4": Words(
        "事业单位工作人员在记过以上处分期内不得申报。请在处分期满后申报。",
        "Staff of a public institution do not declare while a demerit or heavier sanction runs; declare after it.",
    ),
    "R-ELIG-5": Words(
        "申报资格在受理、评审或审批前已丧失，本次申报终止。如情况有误，请由单位更正任职信息。",
        "Eligibility was lost before the decision, so the declaration ended; if the facts are wrong, the "
        "unit corrects them.",
    ),
    "R-LEVEL-1": Words(
        "职称一般逐级申报，且本系列须设有该层级。请改报上一层级，或提交破格依据由人工审核。",
        "Titles are declared one level at a time, within the levels the series has; choose the next level, "
        "or ask an officer where an exception applies.",
    ),
    "R-POST-1": Words(
        "事业单位申报须在核准的岗位结构比例内，且有空缺岗位。请待岗位空出，或由上级主管部门出具超岗位文件。",
        "Declaring through a public institution needs a vacant post of the level; wait for one, or have the "
        "authority above the unit document an exception.",
    ),
    "R-POST-2": Words(
        "岗位空缺数须由单位的上级主管部门核定，不得由本单位自行填报。请联系上级主管部门核定。",
        "The number of vacant posts is attested by the authority above the unit, not by the unit; ask that authority.",
    ),
    "R-CE-1": Words(
        "近一个任职周期内，公需科目和专业科目的年均学时须分别达到规定；公需科目考试合格后方计学时。请补足学时。",
        "Over the latest work cycle both public-need and professional hours must reach the yearly average; "
        "public-need hours count once the exam is passed. Complete the hours.",
    ),
    "R-CE-2": Words(
        "任职周期的学时不得集中在一个年度内完成。请在其他年度补足学时。",
        "The hours of the cycle may not be completed inside one single year; they need to lie in more years.",
    ),
    "R-CE-3": Words(
        "无法确定近一个任职周期，须由人工审核。请与受理部门联系。",
        "The latest work cycle cannot be determined; an officer has to decide, so please contact the accepting office.",
    ),
    "R-CMT-1": Words(
        "承诺书须由申报人本人就现有全部材料、按当年文本签署。材料有改动的，请重新签署。",
        "The applicant personally signs the current commitment over exactly these materials; sign again "
        "after any change.",
    ),
    "R-STEP-1": Words(
        "须按申报时确定的层级逐级推荐审核，逐项给出结果，不得越级或重复。请由下一层级办理。",
        "Review goes level by level along the fixed chain, with a result for every condition; the next level acts now.",
    ),
    "R-STEP-2": Words(
        "逐级审核记录不完整或审核主体无权，推荐和评审结果无效。请核查缺失的层级。",
        "The recorded review chain is incomplete or a level was not authorised, which voids the result; "
        "check the levels.",
    ),
    "R-STEP-3": Words(
        "审核人须署名、属于该层级单位，不得审核本人申报，也不得审核两个层级。请换人办理。",
        "A reviewer is named, belongs to that level's unit, and reviews neither their own file nor two "
        "levels; another person acts.",
    ),
    "R-ONE-1": Words(
        "同一年度每人只能申报一个系列（专业）。本年度已有其他申报。",
        "One declaration a person a year: another declaration holds this year.",
    ),
    "R-ONE-2": Words(
        "因多头申报，当年申报资格已取消。请于下一年度申报。",
        "After multiple declaration the year's qualification is cancelled; declare next year.",
    ),
    "R-COMM-1": Words(
        "评委会只能在备案的一个系列（专业）和层级内评审，不得设立综合评委会。请选择对应的评委会。",
        "A committee judges only the one series, specialties and levels it is filed for; choose the right committee.",
    ),
    "R-COMM-2": Words(
        "评委会备案有效期不超过三年，受理和开会之日须在有效期内。请重新备案。",
        "A committee's filing lasts at most three years and must be in force that day; file it again.",
    ),
    "R-COMM-3": Words(
        "评委会组成人数须为单数并达到规定人数。请补充专家。",
        "A committee has an odd number of members and at least the prescribed number; add experts.",
    ),
    "R-COMM-4": Words(
        "评审专家任期不超过三年，且须具有本系列（专业）相应层级职称。请更换专家。",
        "An expert's term is at most three years and the expert holds the title of that series and level; "
        "replace the expert.",
    ),
    "R-VOTE-1": Words(
        "出席（不含回避）专家未达到评委会人数的三分之二，会议无效。请重新召开。",
        "Fewer than two thirds of the committee were present and not recused, so the ballot does not count; "
        "meet again.",
    ),
    "R-VOTE-2": Words(
        "须有出席专家三分之二以上同意方为通过；弃权不计为同意。",
        "Passing takes two thirds of the experts present; an abstention counts against.",
    ),
    "R-VOTE-3": Words(
        "同意、反对、弃权票数之和须等于出席且不回避的专家人数，不得代投或补投。请核对计票。",
        "Yes, no and abstention add up to the experts balloting, each in person and once; check the count.",
    ),
    "R-VOTE-4": Words(
        "与申报人有利害关系的专家须对该申报人回避，并如实登记到会和回避名单。请核对名单后计票。",
        "Experts with a relation to the applicant stand aside for that ballot; name who attended and who was "
        "recused, then count.",
    ),
    "R-PUB-1": Words(
        "单位公示和结果公示均不少于5个工作日。",
        "Both postings last at least five working days.",
    ),
    "R-PUB-2": Words(
        "公示期尚未届满。请于第五个工作日次日起办理。",
        "The posting is not over; act from the day after its fifth working day.",
    ),
    "R-PUB-3": Words(
        "未载入该年度的节假日安排，无法计算工作日。请先载入官方日历。",
        "No official working-day calendar is loaded for that year; load it first.",
    ),
    "R-PUB-4": Words(
        "公示期内对该申报人的异议尚未处理完毕或已成立。请先处理异议。",
        "An objection against this declaration is open or was upheld; resolve it first. Others are not affected.",
    ),
    "R-TIME-1": Words(
        "不在申报时间内。请在公布的时间内申报。",
        "This is outside the time for declarations; declare inside the published window.",
    ),
    "R-TIME-2": Words(
        "评审会议须在当年规定期限内召开，不得跨年度评审。确需延期的，须事先取得省人社厅书面同意。",
        "Committees meet inside the year and before the deadline; a postponement needs prior written consent.",
    ),
    "R-TIME-3": Words(
        "审批须在当年12月底前完成。未取得延期书面同意的，不得办理。",
        "Approval ends with the year; without a written consent it is refused.",
    ),
    "R-TIME-4": Words(
        "延期须有省人社厅书面文件，载明理由，并在原期限届满前登记；逾期的交人工处理。",
        "A postponement is a written document with a reason, recorded before the original deadline; a late "
        "one goes to an officer.",
    ),
    "R-INT-1": Words(
        "诚信档案记录期内不得申报、受理或审批；查实造假或失范的一票否决。请在记录期满次日起申报。",
        "While an integrity record is active nothing is declared, accepted or approved; try again from the "
        "day after its last day.",
    ),
    "R-INT-2": Words(
        "仅对弄虚作假、学术造假、抄袭、暗箱操作、职业道德失范等情形记入诚信档案。请核对事由和文件。",
        "Only fraud, academic fraud, plagiarism, rigging, ethics breach and the like are recorded; check "
        "cause and document.",
    ),
    "R-INT-3": Words(
        "记录期限三年，自决定之日起算，至第三年同日24时止。",
        "A record lasts three years from the decision date, through the same date at 24:00.",
    ),
    "R-INT-5": Words(
        "记录期满只终止记录的效力，不恢复被撤销的职称。",
        "Expiry ends the record's effect; it revives no title.",
    ),
    "R-INT-6": Words(
        "决定被撤销的，记录自始无效。须有文件。",
        "When the decision is overturned by document, there never was a record.",
    ),
    "R-REV-1": Words(
        "撤销职称须有法定事由、证据、决定文件，并先听取持证人陈述。请补齐后再决定。",
        "A revocation needs a listed cause, evidence, a decision document and the holder's hearing; complete "
        "these first.",
    ),
    "R-REV-2": Words(
        "提出人与决定人须为不同的人，且不得是持证人、举报人或原评审委员。请由他人办理。",
        "Proposer and decider are two people, neither the holder, the complainant nor a member who passed "
        "the file; another person acts.",
    ),
    "R-REV-3": Words(
        "因造假或多头申报撤销的，自授予之日起无效；注销的，自决定之日起无效。",
        "Revocation for fraud or multiple declaration works from the grant; deregistration from its decision.",
    ),
    "R-REV-4": Words(
        "职称撤销后，其全部证书随即失效。",
        "When a title falls, all its certificates are without effect at once.",
    ),
    "R-REV-5": Words(
        "所依据的下级职称已被撤销或无效的，列入复核清单，由人工决定保留或提请撤销，不自动撤销。请附理由文件。",
        "A title built on one that fell is reviewed by an officer and never falls by itself; decide with a "
        "reasoned document.",
    ),
    "R-INV-1": Words(
        "宣布结果无效须有程序性事由和省人社厅文件，不涉及个人诚信。请核对事由和文件。",
        "Invalidity needs a failure of procedure and a document of PHRSS, and says nothing about the person; "
        "check both.",
    ),
    "R-ENT-1": Words(
        "本省无相应系列（专业）高级评委会的，方可申请委托省外评审。请改报本省评委会。",
        "A file goes to a committee outside only where Anhui has none filed for that series, specialty and "
        "senior level; choose the committee here.",
    ),
    "R-ENT-2": Words(
        "受理委托评审须有事先登记的委托函，人员、系列、专业、层级、年度和评委会均须一致。请先登记委托函。",
        "An entrusted file is accepted only on a letter registered before, for this person, series, specialty, "
        "level, season and committee; register the letter first.",
    ),
    "R-ENT-3": Words(
        "委托函须由有权机关出具：本省为省人社厅，外省为省级职称管理部门，中央驻皖等单位为有人事管理权的上级部门，"
        "并经专技处同意和指定评委会。请补正。",
        "The letter comes from PHRSS, from the other province's own title department (a city bureau is not "
        "enough), or from the superior with personnel authority, then with consent and a designated committee.",
    ),
    "R-ENT-4": Words(
        "委托函一函一用，受理后补办的委托函不能补正，评审结果无效。请核查受理经过。",
        "A letter serves once, and one that is issued or registered after acceptance cures nothing: the result "
        "is invalid; look into the acceptance.",
    ),
    "R-AID-1": Words(
        "援派期间每年度只能选择派出地或受援地之一评审，选定后不得更改。",
        "On an aid posting one chooses one place a season, the sending or the receiving one, and keeps to it.",
    ),
    "R-AID-2": Words(
        "在受援地评审的，须先由派出单位审核同意材料，再由受援地受理。请先由派出单位审核。",
        "For evaluation at the receiving place the sending unit approves the materials first; let it approve first.",
    ),
    "R-AID-3": Words(
        "援藏援疆援青满一年、期满返回且在援派期内取得的职称方可直接认可。期未满的请期满后办理，不满一年的按异地确认办理。",
        "A title is recognised when obtained during a posting to Tibet, Xinjiang or Qinghai of a year or more that "
        "ended on expiry; before its end wait, after a shorter one ask for formal confirmation.",
    ),
    "R-AID-4": Words(
        "援派期间取得的职称不出具确认文件，也不制发本省证书，以受援地证书为准。",
        "A title from an aid posting needs no confirmation document and gets no certificate here; the certificate "
        "of the receiving place stands.",
    ),
    "R-CONF-1": Words(
        "须为在外省（单位）取得职称后到安徽企事业单位、社会组织或个体经济组织工作，且在职。请核对取得地和任职信息。",
        "The title was obtained elsewhere and its holder then came to an employer in Anhui and works there; check "
        "where it was granted and the employment.",
    ),
    "R-CONF-2": Words(
        "“双定向”、非国有职称不得由用人单位确认；范围不明的，请先向原评审地核实。",
        "Dual-directed and non-state-track titles are not confirmed by an employer; where the scope is not known "
        "ask the authority that granted it.",
    ),
    "R-CONF-3": Words(
        "用人单位确认不得高于原职称层级，仅在本单位内部使用，离职即失效，且不得作为再次确认的依据。",
        "An employer confirms no higher level than the source's, for use inside the unit and while the employment "
        "lasts; that confirmation is no source for another.",
    ),
    "R-CONF-4": Words(
        "原职称须在确认之日有效，并经证书核验、原机关书面答复或全国平台记录证实。请先核验。",
        "The source title is effective on the day of confirmation, shown by its certificate, a written reply or "
        "the national platform; have it verified first.",
    ),
    "R-CONF-5": Words(
        "部门确认由人社部门依文件人工决定；取得时间为确认之日，原取得时间另行记载。",
        "The department confirms by a documented decision of a person; the grant date is that day, and the source's "
        "date is kept apart.",
    ),
    "R-CONF-6": Words(
        "跨地区流动人员的职称须经确认或重新评审，另有互认协议的除外。请核对有效的互认协议。",
        "Titles of people who move are confirmed or evaluated again unless an agreement in force says otherwise; "
        "check the agreements.",
    ),
    "R-AUTH-1": Words(
        "巡查须由无关联的人员进行；发现问题、限期整改、整改不力、暂停、收回须依次办理，直接暂停或收回须有“特别严重”的认定文件。",
        "Inspectors are independent, and the order is finding, rectification, failure, suspension, withdrawal; "
        "going straight there takes the document that finds it especially serious.",
    ),
    "R-AUTH-2": Words(
        "受理、评审、审批之日，评委会须在备案状态，依授权评审的须持有有效评审权。请先恢复评审权，或交人工处理。",
        "On the day of acceptance, meeting and approval the committee is filed and a delegated right stands; "
        "have the right resumed first, or ask an officer.",
    ),
    "R-AUTH-3": Words(
        "评审权收回后，其签名密钥不得再签发新证书，此前签发的证书仍可验证。请由其他有效密钥签发。",
        "After the right was withdrawn its key signs no new certificate; those signed before stay verifiable. "
        "Another key that is alive has to sign.",
    ),
    "R-AUTH-4": Words(
        "单独政策须事先报省人社厅批准，批准日期须早于使用日期。",
        "A separate policy needs the approval of the provincial department, dated before it is used.",
    ),
    "R-PREF-1": Words(
        "倾斜政策须有证明材料和政策依据，只影响适用的评审条件，不免除承诺、诚信、唯一申报、公示、投票和逐级审核。请补充材料。",
        "A preferential tag needs evidence and a policy reference; it may change which conditions apply and waives "
        "no commitment, integrity, single declaration, posting, vote or review. Add the evidence.",
    ),
    "R-CERT-1": Words(
        "仅对已批准且有效的职称制发证书；单位内部使用的职称不制发。",
        "Only an approved, effective title gets a certificate; a title for use inside one unit gets none.",
    ),
    "R-CERT-2": Words(
        "证书编号终身唯一，不重复使用。",
        "A certificate number is unique for ever; take the next one.",
    ),
    "R-CERT-3": Words(
        "重新制证须提高版本号并使用新的状态位置。请等待上一版本办结。",
        "A re-issue raises the version and takes a new status position; finish the version before first.",
    ),
    "R-PRIV-6": Words(
        "个人密钥销毁后，个人信息不再可读，记录链保持完整。",
        "Once the person key is destroyed nobody reads the personal data again; the records stay whole.",
    ),
    "R-PET-1": Words(
        "信访件须自收到之日起在规定期限内决定是否受理。已逾期的，请立即决定，记录将注明逾期。",
        "Whether a petition is taken up is decided within its time from receipt; decide a late one now, and it is "
        "recorded as late.",
    ),
    "R-PET-2": Words(
        "信访件由一名责任承办人办理，承办人不得是被反映人或其单位人员。请另行指定承办人。",
        "One responsible person handles a petition, never the person it is about nor somebody of that unit; assign "
        "another handler.",
    ),
    "R-PET-3": Words(
        "信访件自受理之日起在规定期限内办结，期限届满前可延期一次。请在期限内确定办结日期。",
        "A petition is handled within its time from acceptance, extended once before that is over; set a day inside "
        "the limit.",
    ),
    "R-PET-4": Words(
        "出具处理意见须做到事实清楚、定性准确、处理恰当、手续完备。请补齐后再出具。",
        "An opinion shows clear facts, an accurate characterisation, proper handling and a complete procedure; make "
        "these good first.",
    ),
    "R-PET-5": Words(
        "办结须已送达处理意见；查证属实的，须列明已办结的处理结果，或说明不予处理的理由。",
        "A case is closed once its opinion was delivered; where it was substantiated, name what followed and is "
        "finished, or the reason for no action.",
    ),
}
