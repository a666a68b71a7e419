import {
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestReminded,
  MlaRequestSent,
  PoliceCooperationRequested,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { mlaRequestsView } from './mla-requests.view.ts'

const { requestId } = MlaRequestSent.example
const sent = exampleFact(MlaRequestSent, {}, { occurredAt: '2026-05-01' })
const acknowledged = exampleFact(MlaRequestAcknowledged, { requestId, at: '2026-05-20' })
const executed = (partial: boolean) => exampleFact(MlaRequestExecuted, { requestId, partial })
const refused = (postponed: boolean) => exampleFact(MlaRequestRefused, { requestId, postponed })

const states = (...facts: readonly TestFact[]) => rowsShownBy(mlaRequestsView, sent, ...facts).map(({ state }) => state)

describe('the view of requests for mutual legal assistance', () => {
  it('shows to which country a request was sent, and when it was acknowledged', () =>
    expect(rowsShownBy(mlaRequestsView, sent, acknowledged)).toMatchObject([
      {
        requestId,
        direction: 'sent',
        otherParty: MlaRequestSent.example.requestedParty,
        requestedAt: '2026-05-01',
        acknowledgedAt: '2026-05-20',
      },
    ]))

  it('shows how often the other country was asked again, when last, and over which channel', () => {
    const reminded = (at: string, channel: 'centralAuthority' | 'judicialNetwork') =>
      exampleFact(MlaRequestReminded, { requestId, at, channel })
    const rows = rowsShownBy(mlaRequestsView, sent, reminded('2026-09-01', 'judicialNetwork'), reminded('2026-07-20', 'centralAuthority'))
    expect(rows).toMatchObject([{ state: 'waiting', reminders: 2, lastRemindedAt: '2026-09-01', lastRemindedBy: 'judicialNetwork' }])
    expect(rowsShownBy(mlaRequestsView, sent)).toMatchObject([{ reminders: 0 }])
  })

  it('shows a request that another country sent', () =>
    expect(rowsShownBy(mlaRequestsView, exampleFact(MlaRequestReceived))).toMatchObject([
      { direction: 'received', otherParty: MlaRequestReceived.example.requestingParty, state: 'waiting' },
    ]))

  it('shows a request as executed in part, executed, postponed or refused, with the conditions of use of its items', () => {
    expect(states(executed(true))).toEqual(['partlyExecuted'])
    expect(states(refused(true))).toEqual(['postponed'])
    expect(states(refused(false))).toEqual(['refused'])
    expect(rowsShownBy(mlaRequestsView, sent, executed(true), executed(false))).toMatchObject([
      { state: 'executed', executions: [{ conditions: MlaRequestExecuted.example.conditions }, {}] },
    ])
  })

  it('never shows a police cooperation request, nor the summary of the facts', () => {
    expect(rowsShownBy(mlaRequestsView, exampleFact(PoliceCooperationRequested))).toEqual([])
    expect(JSON.stringify(rowsShownBy(mlaRequestsView, exampleFact(MlaRequestSent, { factsRef: 'facts/2026/17' })))).not.toContain(
      'facts/2026/17',
    )
  })
})
