import { describe, expect, it } from '@jest/globals'
import {
  ConfidentialityOrdered,
  type FactOf,
  PresumedVictimIdentified,
  SupportCaseOpened,
  SuspectArrested,
  WarningRaised,
} from '@case-timeline/contracts'
import { caseHistory, caseId, fact, type GivenFact, idOf, lin, mai, suspect } from './case-history.fixtures.ts'
import { disclose } from './confidentiality.ts'

const NOW = Date.parse('2026-11-25T10:00:00Z')
const ordered = (cover: FactOf<typeof ConfidentialityOrdered>['data']['covers'][number]): GivenFact =>
  fact(ConfidentialityOrdered, { scope: ['sealedItems'], covers: [cover], tier: 'courtOnly' })
const asSeenByPolice = (given: readonly GivenFact[]) => disclose(caseHistory(...given), { sector: 'investigation' }, NOW)?.facts
const identified = fact(PresumedVictimIdentified, { personRef: mai })
const arrested = fact(SuspectArrested, { personRef: suspect })

it('a reference that contains the id of a closed event is left out, whatever stands before or after the id', () => {
  const warned = fact(WarningRaised, { eventId: idOf(1), facts: [suspect, `since:${idOf(0)}`, `expired:${idOf(0)}~1`, '2026-03-17'] })
  const seen = asSeenByPolice([identified, arrested, warned, ordered({ kind: 'item', id: idOf(0) })])
  expect(seen?.[2]?.shown?.data).toMatchObject({ facts: [suspect, '2026-03-17'] })
})

describe('a closed event that a warning names as unknown then', () => {
  const warned = fact(WarningRaised, {
    eventId: idOf(1),
    facts: [suspect, `unknownThen:${idOf(0)}`],
    unknownThen: { eventId: idOf(0), recordedAt: '2026-11-24T08:00:00Z' },
  })
  const warnedOfArrest = (...orders: readonly GivenFact[]) => [identified, arrested, warned, ...orders]
  const closing = (id: string) => ordered({ kind: 'item', id })

  it('is not named in it, nor is its time, and the rest of the warning stays', () => {
    for (const closed of [closing(idOf(0)), ordered({ kind: 'person', id: mai })]) {
      const seen = asSeenByPolice(warnedOfArrest(closed))
      expect(seen?.map(({ shown }) => shown !== undefined)).toEqual([false, true, true, true])
      expect(seen?.[2]?.shown?.data).toEqual({ ruleId: WarningRaised.example.ruleId, eventId: idOf(1), facts: [suspect] })
      expect([seen?.[2]?.withheldBy, seen?.[2]?.recordWithheldBy]).toEqual([[idOf(3)], [idOf(3)]])
    }
  })
  it('is not named by the other references of the warning, which may have its id in a longer text, or its date', () => {
    const facts = [suspect, `since:${idOf(0)}`, '2026-03-17', idOf(0), 'zz-police', `unknownThen:${idOf(0)}`]
    const named = { ...warned, data: { ...(warned.data as object), facts } }
    const seen = asSeenByPolice([identified, arrested, named, closing(idOf(0))])
    expect(seen?.[2]?.shown?.data).toEqual({ ruleId: WarningRaised.example.ruleId, eventId: idOf(1), facts: [suspect] })
  })
  it('closes it no more than any other: the warning is closed with the fact that it is about, and otherwise shown whole', () => {
    const ofArrest = asSeenByPolice(warnedOfArrest(closing(idOf(1))))
    expect(ofArrest?.map(({ shown }) => shown !== undefined)).toEqual([true, false, false, true])
    expect(asSeenByPolice(warnedOfArrest(closing(lin)))?.[2]?.shown?.data).toEqual(warned.data)
  })
  it('is not named to the agency that supports the person either, whose own records are complete otherwise', () => {
    const supported = fact(SupportCaseOpened, { personRef: mai })
    const history = caseHistory(...warnedOfArrest(closing(idOf(0)), supported))
    const inSupportFile = history.map((event, index) =>
      index === 2 ? { ...event, stream: `victimSupport.person-${caseId}~${mai}` } : event,
    )
    const seen = disclose(inSupportFile, { sector: 'victimSupport', agencyId: 'zz-support' }, NOW)?.facts[2]
    expect(seen?.shown?.data).toEqual({ ruleId: WarningRaised.example.ruleId, eventId: idOf(1), facts: [suspect] })
  })
})
