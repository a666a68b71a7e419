import {
  adjudicationDetention,
  EvidenceCollected,
  ForeignIdentificationRecognised,
  investigationDetention,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  prosecutionDetention,
  SuspectArrested,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { custodyView } from './custody.view.ts'

const personRef = 'aaaaaaaa-0000-4000-8000-000000000001'
const arrested = told(SuspectArrested, { personRef })
const byPolice = told(investigationDetention.DetentionOrdered, { personRef, from: '2026-03-27', until: '2026-04-15' })
const byProsecutor = told(prosecutionDetention.DetentionExtended, {
  personRef,
  from: '2026-04-16',
  until: '2026-05-25',
  authority: 'PROSECUTION',
})
const ended = (releaseReason: 'bail' | 'replaced') => told(adjudicationDetention.DetentionEnded, { personRef, releaseReason })

describe('custody', () => {
  it('shows by whose order she is held and until when, whichever service recorded it', () =>
    expect(shownBy(custodyView, arrested, byPolice, byProsecutor)).toMatchObject([
      { personRef, state: 'held', authority: 'PROSECUTION', until: '2026-05-25', arrests: [{}], orders: [{}, {}] },
    ]))

  it('shows a release; where custody passes on, she is held still', () => {
    expect(shownBy(custodyView, byPolice, ended('bail'))).toMatchObject([{ state: 'released', releases: [{ releaseReason: 'bail' }] }])
    expect(shownBy(custodyView, byPolice, byProsecutor, ended('replaced'))).toMatchObject([{ state: 'held', authority: 'PROSECUTION' }])
    expect(shownBy(custodyView, byPolice, ended('bail'))[0]?.until).toBeUndefined()
  })

  it('marks a presumed victim who is held, whichever was recorded first, and whether non-punishment was assessed', () => {
    const presumed = told(PresumedVictimIdentified, { personRef })
    expect(shownBy(custodyView, presumed, byPolice)).toMatchObject([{ state: 'held', presumedVictim: true, nonPunishmentAssessed: false }])
    expect(shownBy(custodyView, byPolice, presumed, told(NonPunishmentAssessed, { personRef }))).toMatchObject([
      { presumedVictim: true, nonPunishmentAssessed: true },
    ])
  })

  it('marks whom police found, or another country recognised, to be a victim, and nobody who was found to be none', () => {
    const found = (status: 'ActualVictimOfTrafficking' | 'NotAVictimOfTrafficking') => told(VictimStatusDetermined, { personRef, status })
    const isMarked = (...facts: Parameters<typeof shownBy>[1][]) => shownBy(custodyView, byPolice, ...facts)[0]?.presumedVictim
    expect(isMarked(found('ActualVictimOfTrafficking'))).toBe(true)
    expect(isMarked(told(ForeignIdentificationRecognised, { personRef }))).toBe(true)
    expect(isMarked(told(PresumedVictimIdentified, { personRef }), found('NotAVictimOfTrafficking'))).toBe(false)
    expect(isMarked(found('NotAVictimOfTrafficking'), told(ForeignIdentificationRecognised, { personRef }))).toBe(true)
  })

  it('counts no assessment of what she owes an administration', () =>
    expect(shownBy(custodyView, byPolice, told(NonPunishmentAssessed, { personRef, liability: 'administrative' }))).toMatchObject([
      { nonPunishmentAssessed: false },
    ]))

  it('shows nothing of a victim who was never held but that she was not, neither her age nor the evidence', () => {
    const rows = shownBy(custodyView, told(PresumedVictimIdentified, { personRef }), told(EvidenceCollected))
    expect(rows).toMatchObject([{ state: 'neverHeld' }])
    expect(JSON.stringify(rows)).not.toContain(PresumedVictimIdentified.example.ageBand)
  })
})
