import { CaseNoteAdded, EVENT_TYPES, type EventType, NeedsAssessed, RiskAssessed, SEALED, SEALED_EXAMPLE } from '@case-timeline/contracts'
import { storedIdOf } from '@case-timeline/event-store/fixtures'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { CaseFileShown } from './case-file.ts'
import { caseFileOf } from './case-file.view.ts'

const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const

/** What no case file tells, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'case.EventCorrected': 'is applied before anything is told',
  'case.EventRetracted': 'is applied before anything is told',
  'case.CommandRefused': 'did not happen',
  'case.CaseWorkerAssigned': 'is the agency’s own affair',
  'case.CaseWorkerUnassigned': 'is the agency’s own affair',
  'victimSupport.ShelterAdmitted': 'says where she is',
  'victimSupport.ShelterExited': 'says where she was',
  'victimSupport.ComplaintLodged': 'is not for the agency complained of',
  'victimSupport.ComplaintResolved': 'is not for the agency complained of',
  'auditTrail.ExternalFactRecorded': 'is read through audit-trail alone',
  'auditTrail.ChallengeRaised': 'belongs to no case',
  'auditTrail.InitiativeAgreed': 'belongs to no case',
  'auditTrail.InitiativeReviewed': 'belongs to no case',
}

describe('the case file', () => {
  const namesOf = (sector: (typeof SECTORS)[number]): readonly string[] => {
    const { events } = caseFileOf(sector)
    return events === 'every' ? [] : events.map(({ type }) => type)
  }
  const folded = new Set(SECTORS.flatMap(namesOf))

  it('tells every fact of a case to some sector, but for what belongs elsewhere', () =>
    expect([...EVENT_TYPES.keys()].filter((type) => !folded.has(type)).toSorted()).toEqual(Object.keys(ELSEWHERE).toSorted()))

  it.each(SECTORS)('tells %s each fact that it may receive, with its source', (sector) => {
    const view = caseFileOf(sector)
    const types = view.events === 'every' ? [] : view.events
    const untold = types.filter((type) => !JSON.stringify(shownBy(view, told(type as Exampled))).includes(storedIdOf(0)))
    expect(ANSWERS).toEqual(expect.arrayContaining(untold.map(({ type }) => type)))
  })

  it.each(SECTORS)('is what its schema says, whichever fact it tells %s', (sector) => {
    const view = caseFileOf(sector)
    const types = view.events === 'every' ? [] : view.events
    const fits = ({ excluded: _, ...shown }: object & { excluded?: unknown }) => CaseFileShown.safeParse(shown).success
    const misfits = types.filter((type) => !shownBy(view, told(type as Exampled)).every(fits))
    expect(misfits.map(({ type }) => type)).toEqual([])
  })

  it('shows of what is sealed that there is something, by whose event it is opened, and no ciphertext', () => {
    const view = caseFileOf('victimSupport')
    for (const type of [NeedsAssessed, RiskAssessed, CaseNoteAdded] as readonly EventType[]) {
      const shown = JSON.stringify(shownBy(view, told(type as Exampled)))
      expect(shown).not.toContain(SEALED_EXAMPLE)
      expect(shown).toContain(SEALED)
      expect(shown).toContain(storedIdOf(0))
    }
  })

  it('shows police neither where she is sheltered nor her risk’s causes, her needs, her plan, or what she told of return', () => {
    const names = namesOf('investigation')
    for (const internal of [
      'NeedsAssessed',
      'SupportPlanAgreed',
      'ServiceDelivered',
      'ShelterAdmitted',
      'RestrictiveMeasureRecorded',
      'ProtectionClaimRecorded',
      'SafetyIncidentReported',
      'ReferralMade',
    ])
      expect(names).not.toContain(`victimSupport.${internal}`)
  })
})

/** Facts that only change what another fact of the case said, or who may read the file. */
const ANSWERS = [
  'case.AccessExcluded',
  'prosecution.DossierReceived',
  'prosecution.DossierRejected',
  'adjudication.HearingHeld',
  'victimSupport.ConsentWithdrawn',
  'victimSupport.ReferralAnswered',
]

interface Exampled {
  readonly type: string
  readonly example: object
}
