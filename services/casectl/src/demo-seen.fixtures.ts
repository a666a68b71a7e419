import { expect } from '@jest/globals'
import { z } from 'zod'
import type { Scenario } from './demo.ts'

/** Who sees a view of the demo case: a persona of the scenario. */
export type Reader = 'investigator' | 'prosecutor' | 'registrar' | 'caseworker'
type Refs = Scenario['refs']
type Rows = readonly object[]

const Seen = z.object({
  leadAgency: z.string(),
  agencies: z.array(z.string()),
  persons: z.array(z.object({ personRef: z.string(), capacities: z.array(z.string()) })),
  evidence: z.array(z.object({ evidenceId: z.string() })),
  detentions: z.array(z.object({ personRef: z.string(), kind: z.string(), authority: z.string() })),
  dossiers: z.array(z.object({ dossierId: z.string(), state: z.string() })),
  charges: z.array(z.object({ chargeId: z.string(), accusedRef: z.string() })),
  hearings: z.array(z.object({ hearingId: z.string(), held: z.object({ closed: z.boolean() }) })),
  verdicts: z.array(z.object({ chargeId: z.string(), verdict: z.string() })),
  sentences: z.array(z.object({ components: z.array(z.object({ kind: z.string() })) })),
  consents: z.array(z.object({ consentId: z.string(), withdrawals: z.array(z.object({ scope: z.unknown() })) })),
  referrals: z.array(z.object({ referralId: z.string(), answers: z.array(z.object({ outcome: z.string() })) })),
  warnings: z.array(z.object({ ruleId: z.string() })),
})

/** Of a case file what can be told on a page: who is who, and what became of each thing. */
export const outlineOf = (body: unknown) => {
  const file = Seen.parse(body)
  return {
    leadAgency: file.leadAgency,
    agencies: file.agencies,
    persons: Object.fromEntries(file.persons.map(({ personRef, capacities }) => [personRef, capacities])),
    evidence: file.evidence.map(({ evidenceId }) => evidenceId),
    detentions: file.detentions.map(({ personRef, kind, authority }) => [personRef, kind, authority]),
    dossiers: file.dossiers.map(({ dossierId, state }) => [dossierId, state]),
    charges: file.charges.map(({ chargeId, accusedRef }) => [chargeId, accusedRef]),
    hearings: file.hearings.map(({ hearingId, held }) => [hearingId, held.closed]),
    verdicts: file.verdicts.map(({ chargeId, verdict }) => [chargeId, verdict]),
    sentences: file.sentences.map(({ components }) => components.map(({ kind }) => kind)),
    consents: file.consents.map(({ consentId, withdrawals }) => [consentId, withdrawals.map(({ scope }) => scope)]),
    referrals: file.referrals.map(({ referralId, answers }) => [referralId, answers.map(({ outcome }) => outcome)]),
    warnings: file.warnings.map(({ ruleId }) => ruleId),
  }
}

const HIDDEN = expect.stringMatching(/^withheld-by-/) as unknown as string

/** The persons of the case, all but the girl: each agency that takes part knows them. */
const known = ({ adult, interpreter, boss, aunt, guardian, judge }: Refs): Readonly<Record<string, readonly string[]>> => ({
  [adult ?? '']: ['suspect', 'presumedVictim', 'victim', 'witness'],
  [interpreter ?? '']: ['interpreter'],
  [boss ?? '']: ['suspect', 'accused'],
  [aunt ?? '']: ['suspect', 'accused'],
  [guardian ?? '']: ['guardian'],
  [judge ?? '']: ['judge'],
})

/** The girl, under a name that the court's order leaves a reader. */
export const girlIn = (refs: Refs, { persons }: ReturnType<typeof outlineOf>): string =>
  Object.keys(persons).find((ref) => known(refs)[ref] === undefined) ?? ''

const shared = ({
  adult,
  aunt,
  boss,
  charge,
  documentCharge,
  bossCharge,
  arraignment,
  trial,
  ...refs
}: Refs): Readonly<Record<string, unknown>> => ({
  leadAgency: 'ph-police',
  agencies: ['ph-police', 'ph-prosecution', 'ph-rtc-manila', 'ph-social-welfare'],
  detentions: [
    [adult, 'ordered', 'POLICE'],
    [adult, 'ended', 'POLICE'],
    [aunt, 'ordered', 'POLICE'],
    [aunt, 'extended', 'PROSECUTION'],
    [aunt, 'ended', 'DISTRICT_COURT'],
  ],
  charges: [
    [charge, aunt],
    [documentCharge, aunt],
    [bossCharge, boss],
  ],
  hearings: [
    [arraignment, false],
    [trial, true],
  ],
  verdicts: [[charge, 'guilty']],
  sentences: [['imprisonment', 'fine']],
  consents: [
    [refs['adultConsent'], ['all']],
    [refs['adultTestimony'], []],
    [refs['noticeConsent'], []],
    [refs['girlConsent'], []],
  ],
  warnings: [
    'investigation.a-detention-stays-within-its-limit',
    'investigation.a-victim-consents-to-her-interview',
    'investigation.a-detention-stays-within-its-limit',
    'prosecution.age-needs-proof',
    'adjudication.ordered-measures-are-in-force',
  ],
})

/** What the case file of each agency tells: the girl's name and her referrals stay where they belong. */
export const FILES: Readonly<
  Record<Reader, { readonly girl: (refs: Refs) => unknown; readonly outline: (refs: Refs, girl: string) => object }>
> = {
  investigator: {
    girl: () => HIDDEN,
    outline: (refs, girl) => ({
      ...shared(refs),
      persons: { ...known(refs), [girl]: ['presumedVictim', 'child'] },
      evidence: [refs['phone'], refs['chats'], refs['passport'], refs['thaiRecords']],
      dossiers: [[refs['dossier'], 'received']],
      referrals: [],
    }),
  },
  prosecutor: {
    girl: () => HIDDEN,
    outline: (refs, girl) => ({
      ...shared(refs),
      persons: { ...known(refs), [girl]: ['presumedVictim', 'child', 'witness'] },
      evidence: [refs['phone'], refs['chats'], refs['passport'], refs['thaiRecords']],
      dossiers: [[refs['dossier'], 'received']],
      referrals: [],
    }),
  },
  registrar: {
    girl: ({ girl }) => girl,
    outline: (refs, girl) => ({
      ...shared(refs),
      persons: { ...known(refs), [girl]: ['presumedVictim', 'child', 'witness', 'victim'] },
      evidence: [refs['phone'], refs['chats'], refs['passport'], refs['thaiRecords']],
      dossiers: [],
      referrals: [],
    }),
  },
  caseworker: {
    girl: ({ girl }) => girl,
    outline: (refs, girl) => ({
      ...shared(refs),
      persons: { ...known(refs), [girl]: ['presumedVictim', 'child', 'witness'] },
      evidence: [],
      dossiers: [[refs['dossier'], 'received']],
      referrals: [
        [refs['shelterReferral'], ['accepted']],
        [refs['girlReferral'], []],
      ],
    }),
  },
}

const owed = (ruleId: string, key: unknown, dueBy: string, state: string, more: object = {}) => ({ ruleId, key, dueBy, state, ...more })
const midnight = (day: string): string => `${day}T16:00:00.000Z`

/** What each agency owed by 20 November 2026, under the law of the Philippines: days end at midnight in Manila. */
export const OWED: Readonly<Record<Reader, (refs: Refs, idOf: (type: string) => string) => Rows>> = {
  investigator: ({ adult, aunt, preservation, mechanism, walletAssets }) => {
    const held = 'investigation.a-detention-ends-within-its-limit'
    return [
      owed(held, adult, midnight('2026-03-05'), 'metLate'),
      owed(held, aunt, midnight('2026-03-20'), 'metLate'),
      owed('investigation.a-preservation-is-answered-before-it-expires', preservation, '2030-02-28T16:00:00.001Z', 'met', {
        metAt: '2026-03-09',
      }),
      owed('investigation.a-mechanism-is-reviewed-in-time', mechanism, midnight('2030-03-16'), 'due'),
      owed('investigation.frozen-assets-are-decided-on-before-the-freeze-expires', walletAssets, '2030-03-31T16:00:00.001Z', 'due'),
    ]
  },
  prosecutor: ({ adult }, idOf) => {
    const told = 'prosecution.a-victim-is-told-of-a-decision-in-time'
    const [bail, withdrawal] = [idOf('adjudication.BailDecided'), idOf('prosecution.ChargeWithdrawn')]
    const [verdict, sentence] = [idOf('adjudication.VerdictDelivered'), idOf('adjudication.SentenceImposed')]
    const judgments = [verdict, sentence, idOf('adjudication.CompensationOrdered'), idOf('adjudication.ConfiscationOrdered')]
    const toTheGirl = (eventId: string): unknown => expect.stringMatching(new RegExp(`^${eventId}~withheld-by-`))
    const toldOf = (eventId: string, dueBy: string, adultsState = 'overdue') => [
      owed(told, `${eventId}~${String(adult)}`, midnight(dueBy), adultsState),
      owed(told, toTheGirl(eventId), midnight(dueBy), 'overdue'),
    ]
    return [
      owed('prosecution.the-detention-of-a-victim-is-reviewed-in-time', adult, midnight('2026-03-07'), 'metLate', { metAt: '2026-03-11' }),
      ...toldOf(bail, '2026-05-11'),
      ...toldOf(withdrawal, '2026-06-06'),
      ...toldOf(verdict, '2026-09-20', 'met'),
      ...toldOf(sentence, '2026-09-20'),
      owed('prosecution.a-review-window-closes', withdrawal, midnight('2026-07-01'), 'lapsed'),
      ...judgments.map((judgment) => owed('prosecution.an-appeal-window-closes', judgment, midnight('2026-09-30'), 'lapsed')),
    ]
  },
  registrar: ({ adult, girl, compensation }) => {
    const answered = (who: unknown, measure: string, state: string) =>
      owed('adjudication.a-protection-request-is-answered-in-time', `${String(who)}~${measure}`, midnight('2026-04-29'), state)
    return [
      answered(adult, 'screen', 'met'),
      answered(adult, 'supportPerson', 'met'),
      answered(girl, 'videoLink', 'met'),
      answered(girl, 'supportPerson', 'overdue'),
      owed('adjudication.compensation-is-paid-in-time', `${String(compensation)}~PHP`, midnight('2026-10-31'), 'overdue'),
    ]
  },
  caseworker: ({ adult, girl }, idOf) => [
    owed('victimSupport.rights-are-told-in-time', adult, midnight('2026-03-07'), 'met', { metAt: '2026-03-06' }),
    owed('victimSupport.rights-are-told-in-time', girl, midnight('2026-03-08'), 'met', { metAt: '2026-03-06' }),
    owed('victimSupport.risk-is-reviewed-in-time', girl, midnight('2026-03-21'), 'overdue'),
    owed('victimSupport.risk-is-reviewed-in-time', adult, midnight('2026-04-07'), 'overdue'),
    owed('victimSupport.a-party-is-notified-in-time', `${String(adult)}~TH`, midnight('2026-04-12'), 'met', { metAt: '2026-03-15' }),
    owed(
      'victimSupport.an-incident-is-taken-in-by-whoever-is-on-duty',
      idOf('victimSupport.SafetyIncidentReported'),
      midnight('2026-06-06'),
      'met',
      { metAt: '2026-06-05' },
    ),
    owed('victimSupport.risk-is-assessed-anew-after-an-incident', adult, midnight('2026-06-08'), 'overdue'),
  ],
}

const notKept = (ruleId: string, agency: string, month: string, times: { readonly warned: number } | { readonly missed: number }) => ({
  ruleId,
  agency,
  month,
  warned: 0,
  missed: 0,
  ...times,
  initiatives: [],
})

/** What is hard to keep where people work: no case, no name. */
export const HARD_TO_KEEP: readonly ReturnType<typeof notKept>[] = [
  notKept('investigation.a-detention-stays-within-its-limit', 'ph-police', '2026-03', { warned: 2 }),
  notKept('investigation.a-detention-ends-within-its-limit', 'ph-police', '2026-03', { missed: 2 }),
  notKept('investigation.a-victim-consents-to-her-interview', 'ph-police', '2026-03', { warned: 1 }),
  notKept('prosecution.the-detention-of-a-victim-is-reviewed-in-time', 'ph-prosecution', '2026-03', { missed: 1 }),
  notKept('prosecution.age-needs-proof', 'ph-prosecution', '2026-04', { warned: 1 }),
  notKept('prosecution.a-victim-is-told-of-a-decision-in-time', 'ph-prosecution', '2026-05', { missed: 2 }),
  notKept('prosecution.a-victim-is-told-of-a-decision-in-time', 'ph-prosecution', '2026-06', { missed: 2 }),
  notKept('prosecution.a-victim-is-told-of-a-decision-in-time', 'ph-prosecution', '2026-09', { missed: 3 }),
  notKept('adjudication.a-protection-request-is-answered-in-time', 'ph-rtc-manila', '2026-04', { missed: 1 }),
  notKept('adjudication.ordered-measures-are-in-force', 'ph-rtc-manila', '2026-07', { warned: 1 }),
  notKept('adjudication.compensation-is-paid-in-time', 'ph-rtc-manila', '2026-10', { missed: 1 }),
  notKept('victimSupport.risk-is-reviewed-in-time', 'ph-social-welfare', '2026-03', { missed: 1 }),
  notKept('victimSupport.risk-is-reviewed-in-time', 'ph-social-welfare', '2026-04', { missed: 1 }),
  notKept('victimSupport.risk-is-assessed-anew-after-an-incident', 'ph-social-welfare', '2026-06', { missed: 1 }),
]
