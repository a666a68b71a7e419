import { ConfidentialityOrdered, type ServiceName, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { caseHistory, fact, suspect } from './case-history.fixtures.ts'
import type { DisclosedCase, Viewer } from './confidentiality.ts'
import { type CaseHistory, historyWith, type KeptCases, keptCases } from './kept-cases.ts'

const NOW = Date.parse('2026-11-25T10:00:00Z')
const police: Viewer = { sector: 'investigation', agencyId: 'zz-police' }
const order = {
  type: ConfidentialityOrdered.type,
  data: { scope: ['nameSuppression'], covers: [{ kind: 'person', id: suspect }], tier: 'courtOnly' },
}

/** A case under an order. */
const caseOf = (arrests: number): CaseHistory =>
  historyWith(undefined, caseHistory(...Array.from({ length: arrests }, () => fact(SuspectArrested, { personRef: suspect })), order), NOW)

const keep = (kept: KeptCases, caseId: string, history: CaseHistory, sector: ServiceName = 'investigation'): void =>
  kept.set(caseId, sector, { history, position: '1', head: '1' })
const isKept = (kept: KeptCases, caseId: string, sector: ServiceName = 'investigation'): boolean => kept.get(caseId, sector) !== undefined
const shown = (kept: KeptCases, caseId: string, history: CaseHistory, viewer = police): DisclosedCase => {
  const disclosed = kept.disclosed(caseId, history, viewer)
  if (!disclosed) throw new Error('the order withholds nothing')
  return disclosed
}

const small = caseOf(1)
const large = caseOf(9)
/** For some cases of ten events, with what is derived from none of them. */
const roomFor = (cases: number): number => Math.ceil(cases * (large.characters + 500))

describe('the cases that are kept', () => {
  it('are bounded by their characters, not by their number: the one that nobody asked for longest is forgotten', () => {
    const kept = keptCases(roomFor(3))
    for (const caseId of ['a', 'b', 'c']) keep(kept, caseId, caseOf(9))
    kept.get('a', 'investigation')
    keep(kept, 'd', caseOf(9))
    expect(['a', 'b', 'c', 'd'].filter((caseId) => isKept(kept, caseId))).toEqual(['a', 'c', 'd'])
    const ofSmall = keptCases(roomFor(3))
    for (let n = 0; n < 9; n += 1) keep(ofSmall, String(n), small)
    expect(Array.from({ length: 9 }, (_, n) => isKept(ofSmall, String(n)))).not.toContain(false)
  })

  it('are those of one sector each', () => {
    const kept = keptCases(roomFor(3))
    keep(kept, 'a', small)
    expect([isKept(kept, 'a'), isKept(kept, 'a', 'prosecution')]).toEqual([true, false])
  })

  it('have none that is larger than all may be, which displaces no other', () => {
    const kept = keptCases(roomFor(1))
    keep(kept, 'a', small)
    keep(kept, 'b', caseOf(20))
    expect([isKept(kept, 'a'), isKept(kept, 'b')]).toEqual([true, false])
  })

  it('count what is disclosed of a case, and each thing that is computed from that, as a third of its events', () => {
    const kept = keptCases(roomFor(3))
    const histories = ['a', 'b', 'c'].map((caseId) => [caseId, caseOf(9)] as const)
    for (const [caseId, history] of histories) keep(kept, caseId, history)
    const [, , [last, history]] = histories as [unknown, unknown, readonly [string, CaseHistory]]
    const disclosed = shown(kept, last, history)
    const keptIds = () => ['a', 'b', 'c'].filter((caseId) => isKept(kept, caseId))
    expect(keptIds()).toEqual(['b', 'c'])
    for (let uses = 0; uses < 2; uses += 1) disclosed.computed({}, () => ({}))
    expect(keptIds()).toEqual(['b', 'c'])
    disclosed.computed({}, () => ({}))
    expect(keptIds()).toEqual(['c'])
  })

  it('stay when there is no room for what is derived from them, which is then derived for each request', () => {
    const kept = keptCases(roomFor(1.4))
    const history = caseOf(9)
    keep(kept, 'a', history)
    const disclosed = shown(kept, 'a', history)
    const use = {}
    expect(disclosed.computed(use, () => ({}))).not.toBe(disclosed.computed(use, () => ({})))
    expect([isKept(kept, 'a'), shown(kept, 'a', history) === disclosed]).toEqual([true, true])
    const tight = keptCases(roomFor(1.2))
    keep(tight, 'a', large)
    expect([isKept(tight, 'a'), shown(tight, 'a', large) === shown(tight, 'a', large)]).toEqual([true, false])
  })

  it('have one disclosed part for all agencies of a sector, and one for each agency of victim support', () => {
    const kept = keptCases(roomFor(9))
    const history = caseOf(9)
    const to = (sector: ServiceName, agencyId: string) => shown(kept, 'a', history, { sector, agencyId })
    expect(to('investigation', 'zz-harbour-police')).toBe(to('investigation', 'zz-police'))
    const ofSupport = caseOf(9)
    const toSupport = (agencyId: string) => shown(kept, 'a', ofSupport, { sector: 'victimSupport', agencyId })
    expect(toSupport('zz-shelter')).toBe(toSupport('zz-shelter'))
    expect(toSupport('zz-shelter')).not.toBe(toSupport('zz-support'))
  })
})
