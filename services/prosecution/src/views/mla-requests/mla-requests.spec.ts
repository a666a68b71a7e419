import {
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestSent,
  PoliceCooperationRequested,
} from '@case-timeline/contracts'
import { shownBy, told, type Told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { mlaRequestsView } from './mla-requests.view.ts'

const { requestId } = MlaRequestSent.example
const sent = told(MlaRequestSent, {}, { occurredAt: '2026-05-01' })
const acknowledged = told(MlaRequestAcknowledged, { requestId, at: '2026-05-20' })
const executed = (partial: boolean) => told(MlaRequestExecuted, { requestId, partial })
const refused = (postponed: boolean) => told(MlaRequestRefused, { requestId, postponed })

const states = (...facts: readonly Told[]) => shownBy(mlaRequestsView, sent, ...facts).map(({ state }) => state)

describe('the requests for mutual legal assistance', () => {
  it('shows whom it was sent to, and when that was acknowledged', () =>
    expect(shownBy(mlaRequestsView, sent, acknowledged)).toMatchObject([
      {
        requestId,
        direction: 'sent',
        otherParty: MlaRequestSent.example.requestedParty,
        askedAt: '2026-05-01',
        acknowledgedAt: '2026-05-20',
      },
    ]))

  it('shows one that another country sent', () =>
    expect(shownBy(mlaRequestsView, told(MlaRequestReceived))).toMatchObject([
      { direction: 'received', otherParty: MlaRequestReceived.example.requestingParty, state: 'waiting' },
    ]))

  it('stays open while it was carried out in part or put off, and tells under which conditions its items may be used', () => {
    expect(states(executed(true))).toEqual(['partlyExecuted'])
    expect(states(refused(true))).toEqual(['postponed'])
    expect(states(refused(false))).toEqual(['refused'])
    expect(shownBy(mlaRequestsView, sent, executed(true), executed(false))).toMatchObject([
      { state: 'executed', executions: [{ conditions: MlaRequestExecuted.example.conditions }, {}] },
    ])
  })

  it('never shows what police asked each other, nor the summary of the facts', () => {
    expect(shownBy(mlaRequestsView, told(PoliceCooperationRequested))).toEqual([])
    expect(JSON.stringify(shownBy(mlaRequestsView, told(MlaRequestSent, { factsRef: 'facts/2026/17' })))).not.toContain('facts/2026/17')
  })
})
