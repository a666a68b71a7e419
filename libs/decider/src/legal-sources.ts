/** How much of a provision was read: its text, a part of its text, or its heading in the table of contents. */
export type Read = 'text' | 'part' | 'heading'

/** States by ISO 3166-1 alpha-2, separated by spaces. */
type States = string

/** Where something was read. */
interface ReadAt {
  readonly at: string
}

/** A source of rules, as rules cite it. */
export interface LegalSource {
  readonly kind: 'treaty' | 'guideline' | 'standard' | 'national' | 'practice' | 'integrity'
  /** The full citation. */
  readonly citation: string
  /** The provisions that were read, and where; every other is general knowledge that a lawyer has yet to confirm. */
  readonly read?: readonly (ReadAt & { readonly provisions: readonly string[]; readonly as: Read })[]
  /** Of a treaty: which of the eleven ASEAN states it binds. A state that is named nowhere is unknown. */
  readonly bound?: {
    readonly read?: readonly (ReadAt & {
      readonly states: States
      /** Since when, by state: the day or year of the ratification or accession. */
      readonly since?: Readonly<Record<string, string>>
    })[]
    /** By general knowledge, to be confirmed. */
    readonly general?: States
  }
  /** States that it does not bind, by general knowledge. */
  readonly notBound?: States
}

const practice = (citation: string): LegalSource => ({ kind: 'practice', citation })
const guideline = (citation: string, read?: LegalSource['read']): LegalSource => ({ kind: 'guideline', citation, ...(read && { read }) })
const treaty = (citation: string, states: Pick<LegalSource, 'bound' | 'notBound' | 'read'>): LegalSource => ({
  kind: 'treaty',
  citation,
  ...states,
})

const ASEAN_SINCE_1999 = 'BN ID KH LA MM MY PH SG TH VN'
const ALL = `${ASEAN_SINCE_1999} TL`
const numbered = (article: number, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${article}(${from + index})`)

/** The sources that rules cite, by the name under which they cite them. Reading a provision changes one line here. */
export const LEGAL_SOURCES: Readonly<Record<string, LegalSource>> = {
  ACTIP: treaty('ASEAN Convention Against Trafficking in Persons, Especially Women and Children, Kuala Lumpur, 21 November 2015', {
    read: [
      { provisions: numbered(14, 1, 8), as: 'text', at: 'https://baliprocess-rso-roadmap.net/article/article-14/' },
      { provisions: ['14(9)'], as: 'part', at: 'https://baliprocess-rso-roadmap.net/article/article-14/' },
      {
        provisions: ['16(5)'],
        as: 'text',
        at: 'annex of a thesis, Satya Wacana Christian University, text-id.123dok.com/document/6qmervxwz',
      },
      {
        provisions: ['16(7)'],
        as: 'part',
        at: 'annex of a thesis, Satya Wacana Christian University, text-id.123dok.com/document/6qmervxwz',
      },
    ],
    bound: {
      read: [
        {
          states: 'KH',
          at: 'http://corecommunique.com/cambodia-singapore-deposit-instrument-of-ratification-of-the-asean-convention-against-trafficking-in-persons/',
        },
        {
          states: 'SG',
          since: { SG: '2016-01-25' },
          at: 'http://thediplomat.com/2016/01/singapore-ratifies-asean-anti-trafficking-pact/',
        },
        {
          states: 'MM VN',
          since: { MM: '2017-01-16', VN: '2017-01-05' },
          at: 'https://asean.org/a-step-closer-for-entry-into-force-of-the-asean-convention-against-trafficking-in-persons/',
        },
        {
          states: 'PH TH',
          since: { PH: '2017-02-07' },
          at: 'https://www.aseantribune.com/asean-convention-against-trafficking-in-persons-to-enter-into-force-with-philippines-deposit-of-instrument-of-ratification/',
        },
      ],
      general: 'BN ID LA MY',
    },
  }),
  'Palermo Protocol': treaty(
    'Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and Children, New York, 15 November 2000, 2237 UNTS 319',
    {
      read: [
        { provisions: ['3(a)'], as: 'text', at: 'recorded as read before this table was made' },
        {
          provisions: ['6(1)', '6(2)(a)', '6(2)(b)'],
          as: 'text',
          at: 'https://unodc.org/e4j/ar/tip-and-som/module-8/key-issues/protection-under-the-protocol-against-trafficking-in-persons.html',
        },
        {
          provisions: ['6(3)'],
          as: 'part',
          at: 'https://unodc.org/e4j/ar/tip-and-som/module-8/key-issues/protection-under-the-protocol-against-trafficking-in-persons.html',
        },
      ],
      bound: {
        read: [
          {
            states: 'SG',
            since: { SG: '2015-09-28' },
            at: 'https://mfa.gov.sg/Overseas-Mission/Geneva-UN/Speeches-and-Statements--Permanent-Mission-to-the-UN/2015/09/press_201509290',
          },
          { states: 'LA', since: { LA: '2003' }, at: 'https://delta87.org/dashboards/lao-peoples-democratic-republic/' },
        ],
        general: 'BN ID KH MM MY PH TH TL VN',
      },
    },
  ),
  UNTOC: treaty('United Nations Convention against Transnational Organized Crime, New York, 15 November 2000, 2225 UNTS 209', {
    read: [
      { provisions: ['10'], as: 'text', at: 'https://www.baliprocess-rso-roadmap.net/article/article-10-3/' },
      { provisions: ['19'], as: 'heading', at: 'CTOC/COP/WG.3/2020/2, paragraph 2' },
    ],
    bound: {
      read: [{ states: 'ID', at: 'UU 5/2009, studylib.net/doc/8086612' }],
      general: 'BN KH LA MM MY PH SG TH TL VN',
    },
  }),
  'ASEAN MLAT': treaty('Treaty on Mutual Legal Assistance in Criminal Matters, Kuala Lumpur, 29 November 2004', {
    read: [
      {
        provisions: ['1', '3', '4', '5', '6', '7', '8', '9', '24'],
        as: 'heading',
        at: 'https://elibrary.judiciary.gov.ph/thebookshelf/showdocs/36/9759',
      },
    ],
    bound: {
      read: [
        {
          states: ASEAN_SINCE_1999,
          at: 'https://asean.org/our-communities/asean-political-security-community/rules-based-people-oriented-people-centred/criminal-matters',
        },
      ],
    },
  }),
  ICCPR: treaty('International Covenant on Civil and Political Rights, New York, 16 December 1966, 999 UNTS 171', {
    read: [
      { provisions: numbered(9, 1, 3), as: 'text', at: 'US Department of State Bulletin 56 (1967), ebooksread.com' },
      {
        provisions: ['14(1)', '14(2)', '14(3)(a)', '14(3)(b)', '14(3)(c)'],
        as: 'text',
        at: 'https://afchpr-commentary.uwazi.io/en/entity/3csj67nj0qwwxw29',
      },
      { provisions: ['14(7)'], as: 'part', at: 'Human Rights Committee, General Comment 32, paragraph 3' },
    ],
    bound: {
      read: [{ states: 'KH', at: 'https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=IV-4&chapter=4&lang=en' }],
      general: 'ID LA PH TH TL VN',
    },
    notBound: 'BN MM MY SG',
  }),
  CRC: treaty('Convention on the Rights of the Child, New York, 20 November 1989, 1577 UNTS 3', {
    read: [{ provisions: ['37(b)', '37(c)', '37(d)'], as: 'text', at: 'https://globalchildplatform.unb.ca/article-37-en/?amp=1' }],
    bound: {
      read: [{ states: ASEAN_SINCE_1999, at: 'http://www3.ntu.edu.sg/rsis/nts/html-newsletter/alert/NTS-alert-Jun-1001.html' }],
      general: 'TL',
    },
  }),
  CEDAW: treaty('Convention on the Elimination of All Forms of Discrimination against Women, New York, 18 December 1979, 1249 UNTS 13', {
    bound: {
      read: [{ states: ASEAN_SINCE_1999, at: 'http://www3.ntu.edu.sg/rsis/nts/html-newsletter/alert/NTS-alert-Jun-1001.html' }],
      general: 'TL',
    },
  }),
  CRPD: treaty('Convention on the Rights of Persons with Disabilities, New York, 13 December 2006, 2515 UNTS 3', {
    bound: { general: ASEAN_SINCE_1999 },
  }),
  CAT: treaty(
    'Convention against Torture and Other Cruel, Inhuman or Degrading Treatment or Punishment, New York, 10 December 1984, 1465 UNTS 85',
    {
      bound: {
        read: [
          {
            states: 'KH PH',
            at: 'https://www.epis-thinktank.de/en/post/why-the-emerging-human-rights-regime-against-torture-in-southeast-asia-is-faltering',
          },
        ],
        general: 'ID LA TH TL VN',
      },
      notBound: 'BN MM MY SG',
    },
  ),
  'Refugee Convention': treaty('Convention relating to the Status of Refugees, Geneva, 28 July 1951, 189 UNTS 137', {
    bound: { general: 'KH PH TL' },
    notBound: 'BN ID LA MM MY SG TH VN',
  }),
  VCCR: treaty('Vienna Convention on Consular Relations, Vienna, 24 April 1963, 596 UNTS 261', {
    bound: {
      read: [
        {
          states: 'BN',
          since: { BN: '2013-05-24' },
          at: 'https://treaties.un.org/doc/Publication/MTDSG/Volume%20I/Chapter%20III/iii-6.en.xml',
        },
        { states: 'KH', since: { KH: '2006-03-10' }, at: 'https://docslib.org/doc/355664/vienna-24-april-1963-entry-into-force' },
      ],
      general: 'ID LA MM MY PH SG TH TL VN',
    },
  }),
  'Budapest Convention': treaty('Convention on Cybercrime, Budapest, 23 November 2001, ETS 185', { bound: { general: 'PH' } }),
  UNCAC: treaty('United Nations Convention against Corruption, New York, 31 October 2003, 2349 UNTS 41', { bound: { general: ALL } }),

  'ASEAN Guideline on Non-Punishment': guideline(
    'ASEAN Guideline on the Implementation of the Non-Punishment Principle for Protection of Victims of Trafficking in Persons, 2025',
  ),
  'ASEAN-ACT court indicators': guideline('ASEAN-Australia Counter Trafficking (ASEAN-ACT), Victim sensitive court indicators, 2022', [
    {
      provisions: ['1', '2', '3', '4', '5', '6', '7', '8'],
      as: 'text',
      at: 'https://www.aseanact.org/story/victim-sensitive-court-indicators',
    },
  ]),
  'Bangalore Principles': guideline('Bangalore Principles of Judicial Conduct, ECOSOC resolution 2006/23'),
  'Minnesota Protocol': guideline('Minnesota Protocol on the Investigation of Potentially Unlawful Death (2016), OHCHR, HR/PUB/17/4'),
  'Nelson Mandela Rules': guideline(
    'United Nations Standard Minimum Rules for the Treatment of Prisoners, General Assembly resolution 70/175',
    [{ provisions: ['71(1)'], as: 'text', at: 'https://notorturetj.org/en/node/6289' }],
  ),
  'UN Body of Principles': guideline(
    'Body of Principles for the Protection of All Persons under Any Form of Detention or Imprisonment, General Assembly resolution 43/173',
  ),
  'UN Declaration of Basic Principles': guideline(
    'Declaration of Basic Principles of Justice for Victims of Crime and Abuse of Power, General Assembly resolution 40/34',
    [
      { provisions: ['2', '4', '5'], as: 'text', at: 'http://elc.org.uk/pages/lawprinciplesofjustice.htm' },
      { provisions: ['12', '13'], as: 'text', at: 'https://zakonbase.ru/content/part/334234' },
    ],
  ),
  'UN Guidelines on child victims': guideline(
    'Guidelines on Justice in Matters involving Child Victims and Witnesses of Crime, ECOSOC resolution 2005/20',
  ),
  'UN Recommended Principles': guideline(
    'OHCHR, Recommended Principles and Guidelines on Human Rights and Human Trafficking, E/2002/68/Add.1',
  ),
  'UNICEF Guidelines': guideline('UNICEF, Guidelines on the Protection of Child Victims of Trafficking, 2006'),
  'UNODC Model Law': guideline('UNODC, Model Law against Trafficking in Persons, 2009'),
  'ISO/IEC 27037': {
    kind: 'standard',
    citation: 'ISO/IEC 27037:2012, identification, collection, acquisition and preservation of digital evidence',
  },
  'HTCDS 2.0': { kind: 'standard', citation: 'Human Trafficking Case Data Standard 2.0, IOM' },

  'national law': {
    kind: 'national',
    citation:
      'the law of the jurisdiction, which differs: no article is cited, and a lawyer has yet to name it; a policy states only the level of the rule there, by its id',
  },
  'PH Rules of Court': {
    kind: 'national',
    citation: 'Rules of Court of the Philippines, rules on criminal procedure of 2000: rule and section',
    read: [
      {
        provisions: ['110(14)'],
        as: 'text',
        at: 'https://batasnatin.com/law-library/remedial-law/criminal-procedure/458-amendment-or-substitution-of-complaint.html',
      },
      { provisions: ['116(2)'], as: 'text', at: 'https://lcmlaw1.blogspot.com/2014/01/the-essence-of-plea-bargaining.html' },
    ],
  },
  'TH Criminal Procedure Code': {
    kind: 'national',
    citation: 'Criminal Procedure Code of Thailand, B.E. 2477',
    read: [{ provisions: ['28'], as: 'text', at: 'http://thailawforum.com/thailand-criminal-procedure-code-sections-28-39' }],
  },
  'policy of the jurisdiction': { kind: 'national', citation: 'a value of the policy in deploy/policy, which names its own source' },

  practice: practice('what the agencies of such systems do, without a text that requires it'),
  'need to know': practice('access to a case only for those who work on it'),
  'separation of duties': practice('nobody approves their own request'),

  'integrity of the record': { kind: 'integrity', citation: 'without it the record contradicts itself' },
  'quality of the record': { kind: 'integrity', citation: 'the record is kept as it was made, and says that something is amiss' },
}
