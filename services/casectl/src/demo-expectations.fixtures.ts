import { expect } from '@jest/globals'
import { z } from 'zod'
import type { Scenario } from './demo.ts'

/** The personas of the scenario that read views of the demo case. */
export type Reader = 'investigator' | 'prosecutor' | 'registrar' | 'caseworker'
type Refs = Scenario['refs']
type Rows = readonly object[]

const CaseFileBody = z.object({
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

/** A short form of a case file: the persons with their capacities, and the state of each item. */
export const outlineOf = (body: unknown) => {
  const file = CaseFileBody.parse(body)
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

const PSEUDONYM = expect.stringMatching(/^withheld-by-/) as unknown as string

/** The persons of the case except the girl: each agency that takes part sees their references. */
const knownPersons = ({ adult, interpreter, boss, aunt, guardian, judge }: Refs): Readonly<Record<string, readonly string[]>> => ({
  [adult ?? '']: ['suspect', 'presumedVictim', 'victim', 'witness'],
  [interpreter ?? '']: ['interpreter'],
  [boss ?? '']: ['suspect', 'accused'],
  [aunt ?? '']: ['suspect', 'accused'],
  [guardian ?? '']: ['guardian'],
  [judge ?? '']: ['judge'],
})

/** The reference of the girl as a reader sees it: a pseudonym, where the court's order suppresses the name. */
export const girlRefIn = (refs: Refs, { persons }: ReturnType<typeof outlineOf>): string =>
  Object.keys(persons).find((ref) => knownPersons(refs)[ref] === undefined) ?? ''

const sharedOutline = ({
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
    'case.other-side-agrees-to-link',
    'investigation.detention-stays-within-limit',
    'investigation.victim-consents-to-interview',
    'investigation.detention-stays-within-limit',
    'prosecution.age-needs-proof',
    'prosecution.detention-has-known-limit',
    'adjudication.intelligence-is-certified-before-admission',
    'adjudication.ordered-measures-are-in-force',
  ],
})

/**
 * The expected case file of each agency: only court and victim support see the girl's reference, only victim support
 * the referrals.
 */
export const EXPECTED_CASE_FILES: Readonly<
  Record<Reader, { readonly girl: (refs: Refs) => unknown; readonly outline: (refs: Refs, girl: string) => object }>
> = {
  investigator: {
    girl: () => PSEUDONYM,
    outline: (refs, girl) => ({
      ...sharedOutline(refs),
      agencies: ['ph-police'],
      persons: { ...knownPersons(refs), [girl]: ['presumedVictim', 'child'] },
      evidence: [refs['phone'], refs['chats'], refs['passport'], refs['thaiRecords']],
      dossiers: [[refs['dossier'], 'received']],
      referrals: [],
    }),
  },
  prosecutor: {
    girl: () => PSEUDONYM,
    outline: (refs, girl) => ({
      ...sharedOutline(refs),
      agencies: ['ph-prosecution'],
      persons: { ...knownPersons(refs), [girl]: ['presumedVictim', 'child', 'witness'] },
      evidence: [refs['phone'], refs['chats'], refs['passport'], refs['thaiRecords']],
      dossiers: [[refs['dossier'], 'received']],
      referrals: [],
    }),
  },
  registrar: {
    girl: ({ girl }) => girl,
    outline: (refs, girl) => ({
      ...sharedOutline(refs),
      agencies: ['ph-rtc-manila'],
      persons: { ...knownPersons(refs), [girl]: ['presumedVictim', 'child', 'witness', 'victim'] },
      evidence: [refs['phone'], refs['chats'], refs['passport'], refs['thaiRecords']],
      dossiers: [],
      referrals: [],
    }),
  },
  caseworker: {
    girl: ({ girl }) => girl,
    outline: (refs, girl) => ({
      ...sharedOutline(refs),
      agencies: ['ph-social-welfare'],
      persons: { ...knownPersons(refs), [girl]: ['presumedVictim', 'child', 'witness'] },
      evidence: [],
      dossiers: [[refs['dossier'], 'received']],
      referrals: [
        [refs['shelterReferral'], ['accepted']],
        [refs['girlReferral'], []],
      ],
    }),
  },
}

const expectedDeadline = (ruleId: string, key: unknown, dueBy: string, state: string, otherMembers: object = {}) => ({
  ruleId,
  key,
  dueBy,
  state,
  ...otherMembers,
})
const midnight = (day: string): string => `${day}T16:00:00.000Z`

/**
 * The expected deadlines of each agency as of 20 November 2026, under Philippine law: days end at midnight in Manila.
 */
export const EXPECTED_DEADLINES: Readonly<Record<Reader, (refs: Refs, idOf: (type: string) => string) => Rows>> = {
  investigator: ({ adult, aunt, preservation, mechanism, malaysiaMechanism, walletAssets }) => {
    const detentionRule = 'investigation.detention-ends-within-limit'
    return [
      // Of each, the arrest and the order: 36 hours from the arrest, which is known to the minute, or by its day.
      expectedDeadline(detentionRule, adult, '2026-03-04T10:40:00.000Z', 'met', { startedAt: '2026-03-03T06:40:00+08:00' }),
      expectedDeadline(detentionRule, adult, '2026-03-04T10:40:00.000Z', 'metLate', { startedAt: '2026-03-03' }),
      expectedDeadline('investigation.person-is-released-when-right-to-hold-ends', adult, midnight('2026-03-12'), 'met'),
      expectedDeadline(detentionRule, aunt, '2026-03-20T04:00:00.000Z', 'met'),
      expectedDeadline(detentionRule, aunt, '2026-03-20T04:00:00.000Z', 'metLate'),
      // Both were held beyond the limit by the end of their orders: nothing is listed of these in addition.
      expectedDeadline('investigation.preservation-is-answered-before-expiry', preservation, '2030-02-28T16:00:00.001Z', 'met', {
        metAt: '2026-03-09',
      }),
      expectedDeadline('investigation.cooperation-mechanism-is-reviewed-in-time', mechanism, midnight('2030-03-16'), 'due'),
      expectedDeadline('investigation.cooperation-mechanism-is-reviewed-in-time', malaysiaMechanism, midnight('2030-03-22'), 'due'),
      expectedDeadline('investigation.frozen-assets-are-decided-before-freeze-expires', walletAssets, '2030-03-31T16:00:00.001Z', 'met'),
      // Asked for by the prosecutor, owed by the police who have the case.
      expectedDeadline('investigation.further-investigation-is-done-in-time', 'dossier', '2030-05-15T16:00:00.001Z', 'due'),
    ]
  },
  prosecutor: ({ adult, aunt, mla }, idOf) => {
    const notificationRule = 'prosecution.victim-is-notified-of-decision-in-time'
    const [bail, withdrawal] = [idOf('adjudication.BailDecided'), idOf('prosecution.ChargeWithdrawn')]
    const [verdict, sentence] = [idOf('adjudication.VerdictDelivered'), idOf('adjudication.SentenceImposed')]
    const judgments = [verdict, sentence, idOf('adjudication.CompensationOrdered'), idOf('adjudication.ConfiscationOrdered')]
    const girlKeyOf = (eventId: string): unknown => expect.stringMatching(new RegExp(`^${eventId}~withheld-by-`))
    const notificationDeadlines = (eventId: string, dueBy: string, adultState = 'overdue') => [
      expectedDeadline(notificationRule, `${eventId}~${String(adult)}`, midnight(dueBy), adultState),
      expectedDeadline(notificationRule, girlKeyOf(eventId), midnight(dueBy), 'overdue'),
    ]
    return [
      expectedDeadline('prosecution.victim-detention-is-reviewed-in-time', adult, midnight('2026-03-07'), 'metLate', {
        metAt: '2026-03-11',
      }),
      expectedDeadline('prosecution.limit-of-custody-is-known', aunt, '2026-04-06T16:00:00.000Z', 'met', { metAt: '2026-05-16' }),
      // Bail was refused, but nobody recorded an order after the extension.
      expectedDeadline('prosecution.person-is-released-when-order-ends', aunt, midnight('2026-05-17'), 'metLate', { metAt: '2026-09-15' }),
      // Twenty years, less four fifths of 61 days in custody, and a day for the release.
      expectedDeadline('prosecution.person-is-released-when-sentence-is-served', aunt, midnight('2046-07-29'), 'due'),
      ...notificationDeadlines(bail, '2026-05-11'),
      ...notificationDeadlines(withdrawal, '2026-06-06'),
      ...notificationDeadlines(verdict, '2026-09-20', 'met'),
      ...notificationDeadlines(sentence, '2026-09-20'),
      expectedDeadline('prosecution.request-abroad-is-acknowledged-in-time', mla, midnight('2026-07-08'), 'met', { metAt: '2026-06-15' }),
      expectedDeadline('prosecution.request-abroad-is-answered-in-time', mla, midnight('2026-10-06'), 'met', { metAt: '2026-06-15' }),
      expectedDeadline('prosecution.review-is-requested-in-window', withdrawal, midnight('2026-07-01'), 'lapsed'),
      ...judgments.map((judgment) =>
        expectedDeadline('prosecution.appeal-is-lodged-in-window', judgment, midnight('2026-09-30'), 'lapsed'),
      ),
    ]
  },
  registrar: ({ adult, girl, compensation }) => {
    const answeredRequest = (personRef: unknown, measure: string, state: string) =>
      expectedDeadline(
        'adjudication.protection-request-is-answered-in-time',
        `${String(personRef)}~${measure}`,
        midnight('2026-04-29'),
        state,
      )
    return [
      answeredRequest(adult, 'screen', 'met'),
      answeredRequest(adult, 'supportPerson', 'met'),
      answeredRequest(girl, 'videoLink', 'met'),
      answeredRequest(girl, 'supportPerson', 'overdue'),
      expectedDeadline('adjudication.compensation-is-paid-in-time', `${String(compensation)}~PHP`, midnight('2026-10-31'), 'overdue'),
    ]
  },
  caseworker: ({ adult, girl }, idOf) => [
    expectedDeadline('victimSupport.victim-is-informed-of-rights-in-time', adult, midnight('2026-03-07'), 'met', { metAt: '2026-03-06' }),
    expectedDeadline('victimSupport.victim-is-informed-of-rights-in-time', girl, midnight('2026-03-08'), 'met', { metAt: '2026-03-06' }),
    expectedDeadline('victimSupport.risk-is-reviewed-in-time', girl, midnight('2026-03-21'), 'overdue'),
    expectedDeadline('victimSupport.risk-is-reviewed-in-time', adult, midnight('2026-04-07'), 'overdue'),
    expectedDeadline('victimSupport.party-is-notified-in-time', `${String(adult)}~TH`, midnight('2026-04-12'), 'met', {
      metAt: '2026-03-15',
    }),
    expectedDeadline(
      'victimSupport.incident-is-acknowledged-in-time',
      idOf('victimSupport.SafetyIncidentReported'),
      midnight('2026-06-06'),
      'met',
      { metAt: '2026-06-05' },
    ),
    expectedDeadline('victimSupport.risk-is-reassessed-after-incident', adult, midnight('2026-06-08'), 'overdue'),
  ],
}

/** Events of the demo that are internal to victim support: no other sector may receive them. */
export const INTERNAL_SUPPORT_EVENTS = [
  'victimSupport.NeedsAssessed',
  'victimSupport.ReferralMade',
  'victimSupport.ReferralAnswered',
  'victimSupport.ShelterAdmitted',
  'victimSupport.SupportPlanAgreed',
  'victimSupport.ServiceDelivered',
  'victimSupport.SafetyIncidentReported',
]

interface Shown {
  readonly id: string
  readonly type: string
  /** Absent where the reader may not see it. */
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * The entries of a timeline that stand. A store without guards may record a decision that is overtaken, retract it, and
 * record the next one (decision 28): these and their handovers are left out. Of a store with guards, all entries stand.
 */
export const standingIn = <E extends Shown>(entries: readonly E[], eventStoreUrl = ''): readonly E[] => {
  if (new URL(eventStoreUrl).protocol.startsWith('postgres')) return entries
  const retractions = entries.filter(({ type, data }) => type === 'case.EventRetracted' && data?.['reasonCode'] === 'overtaken')
  const overtaken = new Set(retractions.map(({ data }) => data?.['retractsId']))
  return entries.filter(({ id, data }) => !overtaken.has(id) && !overtaken.has(data?.['eventId']))
}
