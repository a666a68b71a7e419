import {
  adjudicationDetention,
  EvidenceCollected,
  ForeignIdentificationRecognised,
  investigationDeath,
  investigationDetention,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  prosecutionDeath,
  prosecutionDetention,
  SuspectArrested,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { custodyView } from './custody.view.ts'

const personRef = 'aaaaaaaa-0000-4000-8000-000000000001'
const at = (occurredAt: string, fact: ReturnType<typeof exampleFact>) => ({ ...fact, occurredAt })
const arrestedAt = (time: string) => at(time, exampleFact(SuspectArrested, { personRef }))
const arrested = arrestedAt('2026-03-26T08:00:00Z')
const byPolice = exampleFact(investigationDetention.DetentionOrdered, { personRef, from: '2026-03-27', until: '2026-04-15' })
const byProsecutor = exampleFact(prosecutionDetention.DetentionExtended, {
  personRef,
  from: '2026-04-16',
  until: '2026-05-25',
  authority: 'PROSECUTION',
})
const ended = (
  releaseReason: 'bail' | 'replaced',
  type: { readonly type: string; readonly example: object } = investigationDetention.DetentionEnded,
) => exampleFact(type, { personRef, at: '2026-05-02', releaseReason })

describe('the view of custody', () => {
  it('shows the authority that holds the person and until when, for orders of every service', () =>
    expect(rowsShownBy(custodyView, arrested, byPolice, byProsecutor)).toMatchObject([
      { personRef, state: 'held', authority: 'PROSECUTION', until: '2026-05-25', arrests: [{}], orders: [{}, {}] },
    ]))

  it('shows a release, and a person as still held when the order is replaced by another', () => {
    expect(rowsShownBy(custodyView, byPolice, ended('bail'))).toMatchObject([{ state: 'released', releases: [{ releaseReason: 'bail' }] }])
    expect(rowsShownBy(custodyView, byPolice, byProsecutor, ended('replaced'))).toMatchObject([{ state: 'held', authority: 'PROSECUTION' }])
    expect(rowsShownBy(custodyView, byPolice, ended('bail'))[0]?.until).toBeUndefined()
  })

  it('shows nobody as held who died', () => {
    const died = exampleFact(investigationDeath.PersonDiedInCustody, { personRef })
    expect(rowsShownBy(custodyView, arrested, byPolice, died)).toMatchObject([{ state: 'released', releases: [], deaths: [{}] }])
    expect(rowsShownBy(custodyView, byPolice, died)[0]?.authority).toBeUndefined()
  })

  it('follows when things happened, and not when they were recorded', () => {
    const died = exampleFact(investigationDeath.PersonDiedInCustody, { personRef, at: '2026-03-29' })
    expect(rowsShownBy(custodyView, died, arrested)).toMatchObject([{ state: 'released' }])
    expect(rowsShownBy(custodyView, ended('bail'), byPolice, arrested)).toMatchObject([{ state: 'released' }])
    expect(rowsShownBy(custodyView, byPolice, ended('bail'), arrestedAt('2026-05-10T08:00:00Z'))).toMatchObject([{ state: 'held' }])
  })

  it('shows as held whom another service states to be free or dead, with the statement, until the holder answers', () => {
    const statements = [
      ['released', exampleFact(prosecutionDetention.DetentionEnded, { personRef, at: '2026-05-02', releaseReason: 'bail' })],
      ['died', exampleFact(prosecutionDeath.PersonDiedInCustody, { personRef, at: '2026-05-02' })],
    ] as const
    for (const [states, stated] of statements) {
      const contradictedBy = [{ service: 'prosecution', states }]
      expect(rowsShownBy(custodyView, byPolice, stated)).toMatchObject([{ state: 'held', authority: 'POLICE', contradictedBy }])
      expect(rowsShownBy(custodyView, byPolice, stated, ended('bail'))).toMatchObject([{ state: 'released', contradictedBy: [] }])
    }
    const ordered = ended('bail', adjudicationDetention.DetentionEnded)
    expect(rowsShownBy(custodyView, byPolice, ordered)).toMatchObject([{ state: 'held', contradictedBy: [] }])
  })

  it('shows who is held by immigration after a release from remand, and after one from immigration the remand', () => {
    const byImmigration = { otherAuthority: 'IMMIGRATION', powerFrom: 'e4a26e10-0f1e-4d2c-8b3a-495867768594' }
    const held = exampleFact(investigationDetention.DetentionOrdered, { personRef, from: '2026-04-01', ...byImmigration })
    const freed = exampleFact(investigationDetention.DetentionEnded, { personRef, at: '2026-05-02', otherAuthority: 'IMMIGRATION' })
    expect(rowsShownBy(custodyView, byPolice, held, ended('bail'))).toMatchObject([{ state: 'held', otherAuthority: 'IMMIGRATION' }])
    expect(rowsShownBy(custodyView, byPolice, held, freed)).toMatchObject([
      { state: 'held', otherAuthority: undefined, until: '2026-04-15' },
    ])
  })

  it('marks a presumed victim who is held, in either order of recording, and whether non-punishment was assessed', () => {
    const presumed = exampleFact(PresumedVictimIdentified, { personRef })
    expect(rowsShownBy(custodyView, presumed, byPolice)).toMatchObject([
      { state: 'held', presumedVictim: true, nonPunishmentAssessed: false },
    ])
    expect(rowsShownBy(custodyView, byPolice, presumed, exampleFact(NonPunishmentAssessed, { personRef }))).toMatchObject([
      { presumedVictim: true, nonPunishmentAssessed: true },
    ])
  })

  it('marks a person who was determined or recognised as a victim, until a negative determination with the required approval', () => {
    const approver = { userId: 'l.santos', role: 'lead-investigator' }
    const found = (status: 'ActualVictimOfTrafficking' | 'NotAVictimOfTrafficking', changes: object = {}) =>
      exampleFact(VictimStatusDetermined, { personRef, status, ...changes })
    const isMarked = (...facts: Parameters<typeof rowsShownBy>[1][]) => rowsShownBy(custodyView, byPolice, ...facts)[0]?.presumedVictim
    expect(isMarked(found('ActualVictimOfTrafficking'))).toBe(true)
    expect(isMarked(exampleFact(ForeignIdentificationRecognised, { personRef }))).toBe(true)
    const presumed = exampleFact(PresumedVictimIdentified, { personRef })
    expect(isMarked(found('NotAVictimOfTrafficking'))).toBe(false)
    expect(isMarked(presumed, found('NotAVictimOfTrafficking', { approver }))).toBe(false)
    expect(isMarked(presumed, found('NotAVictimOfTrafficking'))).toBe(true)
    expect(isMarked(found('NotAVictimOfTrafficking'), exampleFact(ForeignIdentificationRecognised, { personRef }))).toBe(true)
  })

  it('does not count an assessment of administrative liability', () =>
    expect(
      rowsShownBy(custodyView, byPolice, exampleFact(NonPunishmentAssessed, { personRef, liability: 'administrative' })),
    ).toMatchObject([{ nonPunishmentAssessed: false }]))

  it('shows a victim who was never held only as never held, without age or evidence', () => {
    const rows = rowsShownBy(custodyView, exampleFact(PresumedVictimIdentified, { personRef }), exampleFact(EvidenceCollected))
    expect(rows).toMatchObject([{ state: 'neverHeld' }])
    expect(JSON.stringify(rows)).not.toContain(PresumedVictimIdentified.example.ageBand)
  })
})
