import { approvalCommandsOf, ApprovalDeclined, ApprovalGiven, ApprovalRequested, ApprovalRequestWithdrawn } from '@case-timeline/contracts'
import { approver, commandFor, officer, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { evolve, noApprovals, type ApprovalEvent, type GiveApproval } from './approvals.ts'
import { declineApproval, giveApproval, withdrawApprovalRequest } from './approval-decisions.ts'
import * as rules from './approvals.rules.ts'

const contract = approvalCommandsOf('investigation')
const requestId = 'e0000000-0000-4000-8000-000000000000'
const { digest } = ApprovalRequested.example
const lapsesAt = '2026-11-30T00:00:00Z'
const requested: ApprovalEvent = { type: ApprovalRequested.type, data: { ...ApprovalRequested.example, lapsesAt } }
const requester = { userId: 'p.reyes', agencyId: officer.agencyId }
const actor = { ...approver, agencyId: officer.agencyId }
const known = { requester, requesterIsExcluded: false }

const give = (changes: Partial<(typeof contract.GiveApproval)['example']> = {}, more: Partial<GiveApproval> = {}) => ({
  ...commandFor(contract.GiveApproval, { requestId, digest, ...changes }, known, { actor }),
  ...more,
})
const decline = (more: object = {}) => ({
  ...commandFor(contract.DeclineApproval, { requestId, reasonCode: 'notVerified' }, known, { actor }),
  ...more,
})
const withdraw = (more: object = {}) => ({
  ...commandFor(contract.WithdrawApprovalRequest, { requestId }, known, { actor: { ...requester, role: 'records-supervisor' } }),
  ...more,
})

type OnRequest = ReturnType<typeof give> | ReturnType<typeof decline> | ReturnType<typeof withdraw>
const given = specificationOf<typeof noApprovals, OnRequest, ApprovalEvent>({
  initial: noApprovals,
  evolve,
  decide: (command, state) => {
    switch (command.name) {
      case 'GiveApproval':
        return giveApproval(state, command)
      case 'DeclineApproval':
        return declineApproval(state, command)
      case 'WithdrawApprovalRequest':
        return withdrawApprovalRequest(state, command)
    }
  },
})

describe('a request for approval', () => {
  it('is approved or declined by a second person, and withdrawn by its sender', () => {
    given([requested]).when(give()).then(ApprovalGiven)
    given([requested]).when(decline()).then(ApprovalDeclined)
    given([requested]).when(withdraw()).then(ApprovalRequestWithdrawn)
  })

  it.each([
    ['approved', { type: ApprovalGiven.type, data: { requestId, digest } }],
    ['declined', { type: ApprovalDeclined.type, data: { requestId, reasonCode: 'notVerified' } }],
    ['withdrawn', { type: ApprovalRequestWithdrawn.type, data: { requestId } }],
  ] as const)('is closed once it is %s', (_, closing) => {
    for (const command of [give(), decline(), withdraw()])
      given([requested, closing]).when(command).thenRefusedBy(rules.requestOfOwnAgencyIsPending)
  })

  it(rules.requestOfOwnAgencyIsPending.sentence, () => {
    const ofOtherAgency = { known: { ...known, requester: { ...requester, agencyId: 'zz-harbour-police' } } }
    for (const command of [give({}, ofOtherAgency), decline(ofOtherAgency), withdraw(ofOtherAgency)]) {
      given([requested]).when(command).thenRefusedBy(rules.requestOfOwnAgencyIsPending)
      given().when(command).thenRefusedBy(rules.requestOfOwnAgencyIsPending)
    }
  })

  it(rules.approverIsNotRequester.sentence, () => {
    const bySender = { actor: { ...actor, userId: requester.userId } }
    for (const command of [give({}, bySender), decline(bySender)])
      given([requested]).when(command).thenRefusedBy(rules.approverIsNotRequester)
    // Another spelling of one account is no second person.
    const inCapitals = { actor: { ...actor, userId: requester.userId.toUpperCase() } }
    given([requested]).when(give({}, inCapitals)).thenRefusedBy(rules.approverIsNotRequester)
  })

  it(rules.approverHasNamedRole.sentence, () => {
    const byInvestigator = { actor: { ...actor, role: 'investigator' } }
    for (const command of [give({}, byInvestigator), decline(byInvestigator)])
      given([requested]).when(command).thenRefusedBy(rules.approverHasNamedRole)
  })

  it(rules.requestHasNotLapsed.sentence, () => {
    given([requested])
      .when(give({}, { now: lapsesAt }))
      .then(ApprovalGiven)
    const late = { now: '2026-11-30T00:00:00.001Z' }
    for (const command of [give({}, late), decline(late)]) given([requested]).when(command).thenRefusedBy(rules.requestHasNotLapsed)
    given([requested]).when(withdraw(late)).then(ApprovalRequestWithdrawn)
  })

  it(rules.approvalIsOfRequestedCommand.sentence, () =>
    given([requested])
      .when(give({ digest: 'a'.repeat(64) }))
      .thenRefusedBy(rules.approvalIsOfRequestedCommand),
  )

  it(rules.requesterStillHasAccess.sentence, () =>
    given([requested])
      .when(give({}, { known: { ...known, requesterIsExcluded: true } }))
      .thenRefusedBy(rules.requesterStillHasAccess),
  )

  it(rules.onlyRequesterWithdraws.sentence, () => given([requested]).when(withdraw({ actor })).thenRefusedBy(rules.onlyRequesterWithdraws))

  it('is not changed by the decision of the approved command', () => {
    const state = { requests: {}, closed: [requestId] }
    const decided = { id: 'd', type: 'case.ApprovedCommandDecided', data: { requestId, outcome: 'recorded', eventIds: [] } } as const
    expect(evolve(state, { ...decided, data: { ...decided.data, eventIds: [] } })).toBe(state)
  })
})
