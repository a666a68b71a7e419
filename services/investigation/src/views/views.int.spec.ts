import { askedBy, keptViews, type KeptViews } from '@case-timeline/case-file/fixtures'
import {
  ArrestSuspect,
  CollectEvidence,
  EstablishCooperationMechanism,
  EvidenceCollected,
  IdentifyPresumedVictim,
  investigationDetentionCommands,
  OpenCase,
  PersonRefsMerged,
  PersonRefsUnmerged,
  RecordOnlineTrace,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  TransferEvidenceCustody,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { investigation } from '../index.ts'
import { CooperationRequestsController } from './cooperation-requests/cooperation-requests.controller.ts'
import { CustodyListController } from './custody/custody.controller.ts'
import { EvidenceRegisterController } from './evidence-register/evidence-register.controller.ts'
import { LinkedTracesController } from './linked-traces/linked-traces.controller.ts'

const police = 'ph-police'
const others = 'ph-border-police'
const trader = '22222222-2222-4222-8222-222222222222'
const mai = '11111111-1111-4111-8111-111111111111'
const self = { service: 'investigation', receivingAgency: undefined } as const
const page = { limit: 50 }
const asked = (agencyId: string) => askedBy(agencyId, 'investigation')

let kept: KeptViews
beforeAll(async () => {
  kept = await keptViews(investigation)
}, 30_000)
afterAll(() => kept.close())

const openedBy = async (agencyId: string) => {
  const caseId = randomUUID()
  await kept.ask(caseId, agencyId, OpenCase, { leadAgency: agencyId })
  return caseId
}

describe('the views of police', () => {
  it('show who is held in an agency’s own cases, and a presumed victim who was never held in none', async () => {
    const caseId = await openedBy(police)
    await kept.ask(caseId, police, IdentifyPresumedVictim, { personRef: mai })
    await kept.ask(caseId, police, ArrestSuspect, { personRef: trader }, '2026-03-27')
    await kept.ask(caseId, police, investigationDetentionCommands.OrderDetention, {
      personRef: trader,
      from: '2026-03-27',
      until: '2026-04-15',
    })
    const custody = new CustodyListController(kept.db, self, kept.confidentiality)
    expect((await custody.custody(asked(police), { ...page, case: caseId })).rows).toMatchObject([
      { caseId, personRef: trader, state: 'held', authority: 'POLICE', until: '2026-04-15', presumedVictim: false },
    ])
    expect((await custody.custody(asked(others), page)).rows).toEqual([])
  })

  it('have one row of a person who was recorded under two references, and two again once that was found wrong', async () => {
    const caseId = await openedBy(police)
    const [hers, merged] = [randomUUID(), randomUUID()]
    await kept.ask(caseId, police, IdentifyPresumedVictim, { personRef: hers })
    await kept.ask(caseId, police, ArrestSuspect, { personRef: merged }, '2026-03-27')
    const custody = new CustodyListController(kept.db, self, kept.confidentiality)
    const held = async () =>
      (await custody.custody(asked(police), { ...page, case: caseId })).rows.map((row) => [row.personRef, row.presumedVictim])
    const refs = { keptRef: hers, mergedRef: merged }
    expect(await held()).toEqual([[merged, false]])
    await kept.hear(caseId, 'prosecution', 'ph-prosecutor', { type: PersonRefsMerged.type, data: { ...PersonRefsMerged.example, ...refs } })
    expect(await held()).toEqual([[hers, true]])
    await kept.ask(caseId, police, ArrestSuspect, { personRef: merged }, '2026-03-29')
    expect(await held()).toEqual([[hers, true]])
    await kept.hear(caseId, 'prosecution', 'ph-prosecutor', {
      type: PersonRefsUnmerged.type,
      data: { ...PersonRefsUnmerged.example, ...refs },
    })
    expect(await held()).toEqual([[merged, false]])
  })

  it('show where an item is, page by page', async () => {
    const caseId = await openedBy(police)
    const items = [randomUUID(), randomUUID(), randomUUID()]
    for (const evidenceId of items) await kept.ask(caseId, police, CollectEvidence, { evidenceId })
    await kept.ask(caseId, police, TransferEvidenceCustody, {
      evidenceId: items[0],
      from: police,
      to: 'ph-crime-lab',
      sha256: EvidenceCollected.example.sha256,
    })
    const register = new EvidenceRegisterController(kept.db, self, kept.confidentiality)
    const first = await register.register(asked(police), { case: caseId, limit: 2 })
    const second = await register.register(asked(police), { case: caseId, limit: 2, cursor: first.next })
    expect([...first.rows, ...second.rows].map(({ evidenceId }) => evidenceId)).toEqual(items)
    expect(second.next).toBeUndefined()
    expect(first.rows[0]).toMatchObject({ collectedBy: police, custodian: 'ph-crime-lab', custodyUnbroken: true })
    expect((await register.register(asked(others), { ...page, case: caseId })).rows).toEqual([])
  })

  it('show how fast one country answers another under a mechanism', async () => {
    const caseId = await openedBy(police)
    const mechanismId = randomUUID()
    await kept.ask(caseId, police, EstablishCooperationMechanism, { mechanismId, parties: ['PH', 'MY'], dataCategories: ['caseFacts'] })
    const { channel } = EstablishCooperationMechanism.example
    const asking = { mechanismId, channel, toParty: 'MY', concerns: [], dataCategories: ['caseFacts'] }
    const [slow, quick, open] = [randomUUID(), randomUUID(), randomUUID()]
    for (const requestId of [slow, quick, open])
      await kept.ask(caseId, police, RequestPoliceCooperation, { ...asking, requestId }, '2026-04-01')
    const answer = (requestId: string, at: string) =>
      kept.ask(caseId, police, RecordPoliceCooperationAnswer, { requestId, outcome: 'answered', materialClass: 'intelligenceOnly' }, at)
    await answer(slow, '2026-04-21')
    await answer(quick, '2026-04-03')
    const requests = new CooperationRequestsController(kept.db, self, kept.confidentiality)
    expect(await requests.responseTimes(asked(police))).toEqual({
      pairs: [{ fromParty: 'PH', toParty: 'MY', mechanismId, requests: 3, open: 1, medianDays: 11, slowestDays: 20 }],
    })
    expect((await requests.requests(asked(police), { ...page, case: caseId })).rows).toHaveLength(3)
    expect(await requests.responseTimes(asked(others))).toEqual({ pairs: [] })
  })

  it('link cases by a trace, and name a case to nobody who takes no part in it', async () => {
    const [one, other, theirs] = [await openedBy(police), await openedBy(police), await openedBy(others)]
    const traceHash = 'c'.repeat(64)
    for (const caseId of [one, other]) await kept.ask(caseId, police, RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await kept.ask(theirs, others, RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await kept.ask(theirs, others, RecordOnlineTrace, { traceId: randomUUID(), traceHash: 'd'.repeat(64) })
    const traces = new LinkedTracesController(kept.db, self, kept.confidentiality)
    const { rows } = await traces.traces(asked(police), page)
    expect(rows).toMatchObject([
      { caseId: one, ownCases: [other], alsoHeldBy: [others] },
      { caseId: other, ownCases: [one], alsoHeldBy: [others] },
    ])
    for (const hidden of [theirs, traceHash]) expect(JSON.stringify(rows)).not.toContain(hidden)
    expect((await traces.traces(asked(others), page)).rows).toMatchObject([{ caseId: theirs, ownCases: [], alsoHeldBy: [police] }])
  })

  it('name nobody whose name the court suppresses, not even in a cursor, and nobody at all whom it seals', async () => {
    const caseId = await openedBy(police)
    const suppressed = randomUUID()
    for (const personRef of [suppressed, trader]) await kept.ask(caseId, police, ArrestSuspect, { personRef }, '2026-03-27')
    const custody = new CustodyListController(kept.db, self, kept.confidentiality)
    const order = await kept.seal(caseId, 'nameSuppression', suppressed)
    const first = await custody.custody(asked(police), { case: caseId, limit: 1 })
    const second = await custody.custody(asked(police), { case: caseId, limit: 1, cursor: first.next })
    const held = [...first.rows, ...second.rows].map(({ personRef }) => personRef)
    expect(held.toSorted()).toEqual([trader, `withheld-by-${order}-1`].toSorted())
    expect(JSON.stringify([first, second])).not.toContain(suppressed)
    expect(first.withheld).toEqual([{ caseId, by: [order] }])
    const seal = await kept.seal(caseId, 'sealedItems', trader)
    const left = await custody.custody(asked(police), { ...page, case: caseId })
    expect(left).toMatchObject({ rows: [{ personRef: `withheld-by-${order}-1` }], withheld: [{ caseId, by: [order, seal] }] })
    expect(JSON.stringify(left)).not.toContain(trader)
  })

  it('have nothing of a sealed item, request or trace, and count none of it', async () => {
    const caseId = await openedBy(police)
    const [item, other] = [randomUUID(), randomUUID()]
    for (const evidenceId of [item, other]) await kept.ask(caseId, police, CollectEvidence, { evidenceId })
    const seal = await kept.seal(caseId, 'sealedItems', item)
    const register = new EvidenceRegisterController(kept.db, self, kept.confidentiality)
    const items = await register.register(asked(police), { ...page, case: caseId })
    expect(items).toMatchObject({ rows: [{ evidenceId: other }], withheld: [{ caseId, by: [seal] }] })
    expect(JSON.stringify(items)).not.toContain(item)

    const [mechanismId, requestId] = [randomUUID(), randomUUID()]
    await kept.ask(caseId, police, EstablishCooperationMechanism, { mechanismId, parties: ['PH', 'TH'], dataCategories: ['caseFacts'] })
    const { channel } = EstablishCooperationMechanism.example
    const asking = { requestId, mechanismId, channel, toParty: 'TH', concerns: [], dataCategories: ['caseFacts'] }
    await kept.ask(caseId, police, RequestPoliceCooperation, asking, '2026-04-01')
    const requests = new CooperationRequestsController(kept.db, self, kept.confidentiality)
    const toThailand = async () => (await requests.responseTimes(asked(police))).pairs.filter(({ toParty }) => toParty === 'TH')
    expect(await toThailand()).toHaveLength(1)
    const order = await kept.seal(caseId, 'sealedItems', requestId)
    expect(await toThailand()).toEqual([])
    expect((await requests.responseTimes(asked(police))).withheld).toEqual([{ caseId, by: [order] }])
    const shown = await requests.requests(asked(police), { ...page, case: caseId })
    expect(shown.rows).toEqual([])
    expect(JSON.stringify(shown)).not.toContain(requestId)
  })

  it('link no case by a trace that is sealed, neither in an agency’s own case nor in that of others', async () => {
    const [one, other] = [await openedBy(police), await openedBy(others)]
    const [traceId, twin, traceHash] = [randomUUID(), randomUUID(), 'e'.repeat(64)]
    await kept.ask(one, police, RecordOnlineTrace, { traceId, traceHash })
    await kept.ask(other, others, RecordOnlineTrace, { traceId: twin, traceHash })
    const traces = new LinkedTracesController(kept.db, self, kept.confidentiality)
    const linked = async (agencyId: string) => (await traces.traces(asked(agencyId), page)).rows.map((row) => row.traceId)
    expect([await linked(police), await linked(others)].flat()).toEqual(expect.arrayContaining([traceId, twin]))
    await kept.seal(other, 'sealedItems', twin)
    expect([await linked(police), await linked(others)].flat()).not.toEqual(expect.arrayContaining([traceId]))
    expect(await linked(others)).not.toContain(twin)
  })

  it('are the same when rebuilt', async () => expect(await kept.unfaithful()).toEqual([]), 30_000)
})
