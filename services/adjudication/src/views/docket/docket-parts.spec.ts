import {
  AccusedSevered,
  ChargeLaid,
  ChargesEnded,
  CourtCaseNumbered,
  CourtCaseRegistered,
  IndictmentFiled,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  LaterIndictmentRegistered,
  PartsJoined,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { docketEntryOf } from './case-on-docket.ts'
import { docketView } from './docket.view.ts'

const idOf = (digit: number) => `${digit}`.repeat(8).concat('-0000-4000-8000-000000000001')
const [trader, girl, fugitive] = [idOf(1), idOf(2), idOf(3)]
const [tradersCharge, girlsCharge, fugitivesCharge] = [idOf(4), idOf(5), idOf(6)]
const [partId, indictmentId, judge, familyJudge] = [idOf(7), idOf(8), idOf(9), 'aaaaaaaa-0000-4000-8000-000000000001']

const laid = (chargeId: string, accusedRef: string) => exampleFact(ChargeLaid, { chargeId, accusedRef })
const trialOfTwo = [
  laid(tradersCharge, trader),
  laid(girlsCharge, girl),
  laid(fugitivesCharge, fugitive),
  exampleFact(IndictmentFiled, { chargeIds: [tradersCharge, girlsCharge] }),
  exampleFact(CourtCaseRegistered),
]
const severed = exampleFact(AccusedSevered, { partId, accusedRefs: [girl], chargeIds: [girlsCharge], reason: 'juvenile' })
const joined = exampleFact(PartsJoined, { partId, chargeIds: [girlsCharge] })
const indictedLater = [
  exampleFact(IndictmentFiled, { indictmentId, chargeIds: [fugitivesCharge] }),
  exampleFact(LaterIndictmentRegistered, { indictmentId, chargeIds: [fugitivesCharge], courtId: 'zz-court' }),
]
const decided = (chargeId: string, accusedRef: string) => exampleFact(VerdictDelivered, { chargeId, accusedRef })
const final = (chargeId: string) => exampleFact(JudgmentBecameFinal, { chargeId })

const entryAfter = (...facts: readonly TestFact[]) =>
  rowsShownBy(docketView, ...trialOfTwo, ...facts).map((row) => docketEntryOf(row as Parameters<typeof docketEntryOf>[0]))[0]

describe('the docket of a case with several accused', () => {
  it('shows how far the proceedings against each accused are: the case is decided and final only when all are', () => {
    const first = [decided(tradersCharge, trader), final(tradersCharge)]
    expect(entryAfter(...first)).toMatchObject({
      state: 'pending',
      accused: [
        { accusedRef: trader, state: 'final' },
        { accusedRef: girl, state: 'pending' },
      ],
    })
    expect(entryAfter(...first, decided(girlsCharge, girl))).toMatchObject({
      state: 'decided',
      accused: [{ state: 'final' }, { state: 'decided' }],
    })
    expect(entryAfter(...first, decided(girlsCharge, girl), final(girlsCharge))).toMatchObject({ state: 'final' })
  })

  it('shows that the proceedings against an accused ended without a judgment', () =>
    expect(entryAfter(exampleFact(ChargesEnded, { accusedRef: girl, chargeIds: [girlsCharge] }))).toMatchObject({
      state: 'pending',
      accused: [{ state: 'pending' }, { accusedRef: girl, state: 'ended' }],
    }))

  it('shows a part that was severed with its reason, court, number, accused and bench, apart from the bench of the others', () => {
    const judges = [
      exampleFact(JudgeAssigned, { judgeRefs: [judge], bench: 'panel' }),
      exampleFact(JudgeAssigned, { judgeRefs: [familyJudge], bench: 'single', partId }),
    ]
    const numbered = exampleFact(CourtCaseNumbered, { partId, courtCaseNo: 'FC-9/2026-0001', courtId: 'zz-family-court' })
    const entry = entryAfter(severed, ...judges, numbered)
    expect(entry).toMatchObject({
      courtCaseNo: CourtCaseRegistered.example.courtCaseNo,
      bench: 'panel',
      judgeRefs: [judge],
      parts: [
        {
          partId,
          origin: 'severed',
          reason: 'juvenile',
          courtId: 'zz-family-court',
          courtCaseNo: 'FC-9/2026-0001',
          accusedRefs: [girl],
          bench: 'single',
          judgeRefs: [familyJudge],
          state: 'pending',
        },
      ],
    })
    expect(entry?.charges.map((charge) => charge.partId)).toEqual([undefined, partId])
    expect(entryAfter(severed, ...judges, exampleFact(JudgeRecused, { judgeRef: familyJudge, partId }))).toMatchObject({
      judgeRefs: [judge],
      parts: [{ judgeRefs: [] }],
    })
  })

  it('keeps a part that was joined, and shows its charges where they are tried now', () => {
    const entry = entryAfter(severed, joined)
    expect(entry).toMatchObject({ parts: [{ partId, state: 'joined', joined: {}, accusedRefs: [] }] })
    expect(entry?.charges.map((charge) => charge.partId)).toEqual([undefined, undefined])
  })

  it('shows a later indictment as a part, also after the judgment on the others is final', () => {
    const others = [decided(tradersCharge, trader), final(tradersCharge), decided(girlsCharge, girl), final(girlsCharge)]
    expect(entryAfter(...others, ...indictedLater)).toMatchObject({
      state: 'pending',
      accused: [{ state: 'final' }, { state: 'final' }, { accusedRef: fugitive, state: 'pending' }],
      parts: [{ partId: indictmentId, origin: 'indictment', courtId: 'zz-court', accusedRefs: [fugitive], state: 'pending' }],
    })
  })

  it('shows a charge that the court had ended as filed when it is indicted again', () => {
    const ended = exampleFact(ChargesEnded, { accusedRef: fugitive, chargeIds: [fugitivesCharge], ground: 'noJurisdiction' })
    const stateOf = (...facts: readonly TestFact[]) =>
      entryAfter(...facts)?.charges.find(({ chargeId }) => chargeId === fugitivesCharge)?.state
    expect(stateOf(ended)).toBe('ended')
    expect(stateOf(ended, ...indictedLater)).toBe('filed')
  })

  it('has the number that the court gives the case itself', () =>
    expect(entryAfter(exampleFact(CourtCaseNumbered, { courtCaseNo: 'RTC-9/2026-0007', partId: undefined }))).toMatchObject({
      courtCaseNo: 'RTC-9/2026-0007',
    }))
})
