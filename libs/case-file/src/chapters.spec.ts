import {
  AccessExcluded,
  CaseNoteAdded,
  EVENT_TYPES,
  type EventType,
  NeedsAssessed,
  RiskAssessed,
  type ServiceName,
  SuspectArrested,
  ENCRYPTED_PLACEHOLDER,
  ENCRYPTED_EXAMPLE,
} from '@case-timeline/contracts'
import { storedIdOf } from '@case-timeline/event-store/fixtures'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { CaseFileShown } from './case-file.ts'
import { caseFileOf } from './case-file.view.ts'

const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const

/** Event types that no case file shows, with the reason. */
const OUTSIDE_CASE_FILE: Readonly<Record<string, string>> = {
  'case.EventCorrected': 'is applied before facts are shown',
  'case.EventRetracted': 'is applied before facts are shown',
  'case.CommandRefused': 'is not a fact',
  'case.ApprovalRequested': 'is about a command that is not recorded yet',
  'case.ApprovalGiven': 'is about a command, which is shown itself once it is recorded',
  'case.ApprovalDeclined': 'is about a command that is not recorded',
  'case.ApprovalRequestWithdrawn': 'is about a command that is not recorded',
  'case.ApprovedCommandDecided': 'is about a command, which is shown itself once it is recorded',
  'victimSupport.ShelterAdmitted': 'reveals the location of the person',
  'victimSupport.ShelterExited': 'reveals a former location of the person',
  'victimSupport.ComplaintLodged': 'must not reach the agency that the complaint concerns',
  'victimSupport.ComplaintResolved': 'must not reach the agency that the complaint concerns',
  'auditTrail.ExternalFactRecorded': 'is read only through audit-trail',
  'auditTrail.ChallengeRaised': 'belongs to no case',
  'auditTrail.InitiativeAgreed': 'belongs to no case',
  'auditTrail.InitiativeReviewed': 'belongs to no case',
  'auditTrail.TrainingHeld': 'belongs to no case',
  'auditTrail.ProcedureChanged': 'belongs to no case',
  'auditTrail.OutcomeMeasureSet': 'belongs to no case',
  'auditTrail.OutcomeMeasured': 'belongs to no case',
  'auditTrail.OfficeRegistered': 'belongs to no case',
  'auditTrail.OfficeChanged': 'belongs to no case',
  'auditTrail.SuccessionProposed': 'belongs to no case',
  'auditTrail.SuccessionConfirmed': 'belongs to no case',
  'auditTrail.SuccessionWithdrawn': 'belongs to no case',
}

/** The example of a type; what the given sector may record, too, is recorded by it. */
const exampleIn = (sector: ServiceName, type: EventType) => {
  const { recordedBy = [sector] } = type
  const service = recordedBy.find((one) => one === sector) ?? recordedBy[0]
  return exampleFact(type as TypeWithExample, {}, type.type.startsWith('case.') && service !== undefined ? { service } : {})
}

describe('the case file', () => {
  const namesOf = (sector: (typeof SECTORS)[number]): readonly string[] => {
    const { events } = caseFileOf(sector, [])
    return events === 'every' ? [] : events.map(({ type }) => type)
  }
  const folded = new Set(SECTORS.flatMap(namesOf))

  it('shows every event type to some sector, except those that are listed with a reason', () =>
    expect([...EVENT_TYPES.keys()].filter((type) => !folded.has(type)).toSorted()).toEqual(Object.keys(OUTSIDE_CASE_FILE).toSorted()))

  it.each(SECTORS)('shows %s each fact that it may receive, with its source', (sector) => {
    const view = caseFileOf(sector, [])
    const types = view.events === 'every' ? [] : view.events
    const missingTypes = types.filter((type) => !JSON.stringify(rowsShownBy(view, exampleIn(sector, type))).includes(storedIdOf(0)))
    expect(ANSWERS).toEqual(expect.arrayContaining(missingTypes.map(({ type }) => type)))
  })

  it.each(SECTORS)('is valid for its schema with any fact that it shows %s', (sector) => {
    const view = caseFileOf(sector, [])
    const types = view.events === 'every' ? [] : view.events
    const fits = ({
      excluded: _,
      office: __,
      isFounded: ___,
      isRetracted: ____,
      ...shown
    }: object & { excluded?: unknown; office?: unknown; isFounded?: unknown; isRetracted?: unknown }) =>
      CaseFileShown.safeParse(shown).success
    const invalidTypes = types.filter((type) => !rowsShownBy(view, exampleIn(sector, type)).every(fits))
    expect(invalidTypes.map(({ type }) => type)).toEqual([])
  })

  it('excludes a user, and lets an agency take part, only by what its own sector recorded', () => {
    const view = caseFileOf('investigation', [])
    const excludedBy = (service: ServiceName) =>
      rowsShownBy(view, exampleFact(AccessExcluded, {}, { service })).map(({ excluded }) => excluded)
    expect([excludedBy('investigation'), excludedBy('prosecution')]).toEqual([[[AccessExcluded.example.userId]], [[]]])
    const agenciesAfter = (service: ServiceName) =>
      rowsShownBy(view, exampleFact(SuspectArrested, {}, { service, agencyId: 'zz-police' })).map(({ agencies }) => agencies)
    expect([agenciesAfter('investigation'), agenciesAfter('prosecution')]).toEqual([[['zz-police']], [[]]])
  })

  it('shows a placeholder and the event id for an encrypted member, and no ciphertext', () => {
    const view = caseFileOf('victimSupport', [])
    for (const type of [NeedsAssessed, RiskAssessed, CaseNoteAdded] as readonly EventType[]) {
      const shown = JSON.stringify(rowsShownBy(view, exampleIn('victimSupport', type)))
      expect(shown).not.toContain(ENCRYPTED_EXAMPLE)
      expect(shown).toContain(ENCRYPTED_PLACEHOLDER)
      expect(shown).toContain(storedIdOf(0))
    }
  })

  it('hides shelter, needs, support plan, restrictions, protection claims, wishes about return, incidents and referrals from police', () => {
    const names = namesOf('investigation')
    for (const internal of [
      'NeedsAssessed',
      'SupportPlanAgreed',
      'ServiceDelivered',
      'ShelterAdmitted',
      'RestrictiveMeasureRecorded',
      'ProtectionClaimRecorded',
      'ReturnWishStated',
      'SafetyIncidentReported',
      'ReferralMade',
    ])
      expect(names).not.toContain(`victimSupport.${internal}`)
  })
})

/** Facts that only change the entry of another fact of the case, or the access to the file. */
const ANSWERS = [
  'case.AccessExcluded',
  'case.CaseWorkerAssigned',
  'case.CaseWorkerUnassigned',
  'prosecution.DossierReceived',
  'prosecution.DossierRejected',
  'adjudication.HearingHeld',
  'victimSupport.ConsentWithdrawn',
  'victimSupport.ReferralAnswered',
]

interface TypeWithExample {
  readonly type: string
  readonly example: object
}
