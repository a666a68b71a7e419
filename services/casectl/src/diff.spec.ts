import { describe, expect, it } from '@jest/globals'
import type { EventEffect } from './case-views.ts'
import { disclosedBy } from './diff.ts'
import type { Entry, Withheld } from './timeline.ts'

const entry = (id: string, amendments: readonly string[] = []): Entry => ({
  id,
  type: 'investigation.SuspectArrested',
  sector: 'investigation',
  stream: 'investigation.case-1',
  revision: 0,
  position: '1',
  recordedAt: '2026-03-02T01:20:00.000000Z',
  actor: { agencyId: 'PNP', role: 'lead-investigator' },
  data: {},
  retracted: false,
  amendments: amendments.map((one) => ({
    id: one,
    kind: 'corrected',
    recordedAt: '2026-03-02T01:20:00.000000Z',
    reasonCode: 'misspelt',
    actor: { agencyId: 'PNP', role: 'lead-investigator' },
  })),
  warnings: [],
  overrides: [],
})

const withheld: Withheld = { id: 'closed', position: '2', recordedAt: '2026-03-02T01:21:00.000000Z', withheldBy: ['order'] }

const effect = (id: string): EventEffect => ({
  id,
  type: 'investigation.PersonScreened',
  position: '2',
  recordedAt: '2026-03-02T01:21:00.000000Z',
  by: 'officer of PNP',
  changes: [
    {
      service: 'investigation',
      view: 'case-file',
      key: { personRef: 'p' },
      kind: 'changed',
      members: [{ member: 'screenings', after: 1 }],
    },
  ],
})

describe('what casectl shows of the events of a case', () => {
  it('is everything where nothing is withheld', () => {
    const effects = [effect('open'), effect('attached')]
    expect(disclosedBy([entry('open')], effects)).toEqual(effects)
  })

  it('is neither a fact that a court has closed nor its amendments, and of the others no values', () => {
    const shown = disclosedBy(
      [entry('open', ['corrects-open']), withheld],
      ['open', 'corrects-open', 'closed', 'corrects-closed'].map(effect),
    )
    expect(shown.map(({ id }) => id)).toEqual(['open', 'corrects-open'])
    expect(shown.map(({ changes }) => changes)).toEqual(
      Array.from({ length: 2 }, () => [
        { service: 'investigation', view: 'case-file', key: {}, kind: 'changed', members: [{ member: 'screenings' }] },
      ]),
    )
  })
})
