import {
  AmendCharge,
  CollectEvidence,
  ConductInterview,
  DecideNoProsecution,
  EstablishJointInvestigation,
  FreezeAssets,
  IdentifyPresumedVictim,
  IdentifySuspect,
  LayCharge,
  MakeDisclosure,
  OpenCase,
  RecordOnlineTrace,
  RecordTestimonyConsent,
  RecordVictimViews,
  RequestPoliceCooperation,
  RequestPreservation,
  SeekConfiscation,
  SendMlaRequest,
  TransferEvidenceCustody,
  sentExample,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, leadInvestigator, newId, prosecutor, type Persona } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
beforeAll(async () => {
  five = await sharedServices()
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const victim = newId()
const suspect = newId()
const phone = newId()
const dossierId = newId()
const chargeId = newId()
const { freezeId, assetIds } = FreezeAssets.example

/** The result of a command: its events and warnings, or the rule that refused it. */
const submit = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const { status, body } = await apiClient(five).post(who, `/cases/${caseId}/${command}`, { data })
  if (status === 201) return [(body['events'] as { type: string }[]).map(({ type }) => type), body['warnings']]
  return status === 422 ? body['rule'] : { status, body }
}
const recorded = (...types: string[]) => [types, []]

describe('the investigation of a case, over HTTP', () => {
  beforeAll(async () => {
    await submit(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })
    await submit(leadInvestigator, 'identify-presumed-victim', { ...IdentifyPresumedVictim.example, personRef: victim })
    await submit(leadInvestigator, 'identify-suspect', { ...IdentifySuspect.example, personRef: suspect })
  })

  it('refuses a negative determination of victim status because the person was paid', async () =>
    expect(
      await submit(leadInvestigator, 'determine-victim-status', {
        personRef: victim,
        status: 'NotAVictimOfTrafficking',
        decisionMakingOrg: 'Police',
        reasonCodes: ['wasPaid'],
      }),
    ).toBe('investigation.blame-does-not-decide-status'))

  it('records an interview, and warns about each right of the victim that was not observed', async () =>
    expect(await submit(leadInvestigator, 'conduct-interview', { ...ConductInterview.example, personRef: victim })).toEqual([
      ['investigation.InterviewConducted', 'case.WarningRaised', 'case.WarningRaised'],
      ['investigation.victim-is-informed-of-rights-before-interview', 'investigation.victim-consents-to-interview'],
    ]))

  it('warns about a custody transfer that is not from the present custodian', async () => {
    const handover = { ...TransferEvidenceCustody.example, evidenceId: phone, from: leadInvestigator.agencyId }
    expect(
      await submit(leadInvestigator, 'collect-evidence', { ...CollectEvidence.example, evidenceId: phone, authority: 'consent' }),
    ).toEqual(recorded('investigation.EvidenceCollected'))
    expect(await submit(leadInvestigator, 'transfer-evidence-custody', handover)).toEqual(
      recorded('investigation.EvidenceCustodyTransferred'),
    )
    expect(await submit(leadInvestigator, 'transfer-evidence-custody', { ...handover, from: 'zz-customs', to: 'zz-police' })).toEqual([
      ['investigation.EvidenceCustodyTransferred', 'case.WarningRaised'],
      ['investigation.only-custodian-hands-over'],
    ])
  })

  it('allows a preservation request only for recorded traces', async () => {
    expect(await submit(leadInvestigator, 'request-preservation', RequestPreservation.example)).toBe(
      'investigation.only-recorded-traces-are-preserved',
    )
    expect(await submit(leadInvestigator, 'record-online-trace', sentExample(RecordOnlineTrace))).toEqual(
      recorded('investigation.OnlineTraceRecorded'),
    )
    expect(await submit(leadInvestigator, 'request-preservation', RequestPreservation.example)).toEqual(
      recorded('investigation.PreservationRequested'),
    )
  })

  it('allows a cooperation request without consent, but not one with the identity of the victim', async () => {
    const request = { ...RequestPoliceCooperation.example, mechanismId: undefined }
    expect(await submit(leadInvestigator, 'request-police-cooperation', { ...request, requestId: newId() })).toEqual(
      recorded('investigation.PoliceCooperationRequested'),
    )
    const requestAboutVictim = { ...request, requestId: newId(), concerns: [victim], dataCategories: ['identity'] }
    expect(await submit(leadInvestigator, 'request-police-cooperation', requestAboutVictim)).toBe(
      'investigation.victim-data-goes-abroad-only-with-consent',
    )
  })

  it('records a freeze of assets, and refuses a joint investigation with only one party', async () => {
    expect(await submit(leadInvestigator, 'freeze-assets', FreezeAssets.example)).toEqual(recorded('investigation.AssetsFrozen'))
    expect(
      await submit(leadInvestigator, 'establish-joint-investigation', { ...EstablishJointInvestigation.example, parties: ['TH'] }),
    ).toBe('investigation.joint-investigation-has-two-parties')
  })

  it('refers an item of broken custody to the prosecution, and says so: the defence needs it, too', async () => {
    const safeguards = [{ personRef: victim, reasonCode: 'notYetReachable' }]
    expect(
      await submit(leadInvestigator, 'refer-case-to-prosecution', {
        dossierId: newId(),
        suspects: [suspect],
        evidence: [phone],
        safeguards,
      }),
    ).toEqual([['investigation.CaseReferredToProsecution', 'case.WarningRaised'], ['investigation.dossier-has-unbroken-custody']])
  })
})

describe('the prosecution of the case, over HTTP', () => {
  const elements = { personRef: victim, act: ['recruitment'], means: ['deception'], purpose: ['ForcedCriminality'] }
  const charge = { ...LayCharge.example, chargeId, accusedRef: suspect, perVictim: [elements] }
  const { accusedRef: _, ...amendment } = { ...charge, reasonCode: AmendCharge.example.reasonCode }

  beforeAll(async () => {
    const safeguards = [{ personRef: victim, reasonCode: 'notYetReachable' }]
    await submit(leadInvestigator, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [], safeguards })
    await waitUntil(async () => Array.isArray(await submit(prosecutor, 'lay-charge', charge)))
  })

  it('allows a request for further investigation only for a dossier that was received', async () => {
    const request = { dossierId, deficiencies: ['custodyBroken'], dueAt: '2099-01-15T16:00:00Z' }
    let answer: unknown
    // An earlier dossier of the case may have been received first.
    await waitUntil(async () => Array.isArray((answer = await submit(prosecutor, 'request-further-investigation', request))))
    expect(answer).toEqual(recorded('prosecution.FurtherInvestigationRequested'))
    expect(await submit(prosecutor, 'request-further-investigation', { ...request, dossierId: newId() })).toBe(
      'prosecution.further-investigation-answers-dossier',
    )
  })

  it('refuses a second charge for the same conduct', async () =>
    expect(await submit(prosecutor, 'lay-charge', { ...charge, chargeId: newId() })).toBe('prosecution.same-conduct-is-charged-once'))

  it('refuses an amendment to a charge that could not have been laid', async () => {
    expect(await submit(prosecutor, 'amend-charge', { ...amendment, perVictim: [{ ...elements, means: [] }] })).toBe(
      'prosecution.charge-needs-act-means-and-purpose',
    )
    const amended = { ...amendment, aggravating: [] }
    expect(await submit(prosecutor, 'amend-charge', amended)).toEqual([
      ['prosecution.ChargeAmended', 'case.WarningRaised'],
      ['prosecution.victims-are-heard-before-amendment'],
    ])
    await submit(prosecutor, 'record-victim-views', { ...RecordVictimViews.example, personRef: victim, decision: 'amendment' })
    expect(await submit(prosecutor, 'amend-charge', amended)).toEqual(recorded('prosecution.ChargeAmended'))
  })

  it('accepts an act that only the law of the country names, and warns about one that its policy does not list', async () => {
    const amendedTo = (...nationalAct: string[]) =>
      submit(prosecutor, 'amend-charge', { ...amendment, perVictim: [{ ...elements, act: [], nationalAct }] })
    expect(await amendedTo('obtaining')).toEqual(recorded('prosecution.ChargeAmended'))
    expect(await amendedTo('hiring')).toEqual([
      ['prosecution.ChargeAmended', 'case.WarningRaised'],
      ['prosecution.national-act-is-of-offence'],
    ])
    expect(await amendedTo()).toBe('prosecution.charge-needs-act-means-and-purpose')
  })

  it('refuses to withdraw a charge before the victim was heard, where the policy requires this', async () => {
    const withdrawal = { chargeId, reasonCode: 'insufficientEvidence' }
    expect(await submit(prosecutor, 'withdraw-charge', withdrawal)).toBe('prosecution.victims-are-heard-before-withdrawal')
    await submit(prosecutor, 'record-victim-views', { ...RecordVictimViews.example, personRef: victim, decision: 'withdrawal' })
    expect(await submit(prosecutor, 'withdraw-charge', withdrawal)).toEqual(recorded('prosecution.ChargeWithdrawn'))
  })

  it('records a decision not to prosecute, and lets only another person review it', async () => {
    const { body } = await apiClient(five).post(prosecutor, `/cases/${caseId}/decide-no-prosecution`, {
      data: { ...DecideNoProsecution.example, suspects: [suspect], reviewUntil: '2099-01-31T16:00:00Z' },
    })
    const [decision] = body['events'] as { id: string }[]
    const decisionEventId = decision?.id
    expect(await submit(prosecutor, 'request-decision-review', { decisionEventId, byPersonRef: victim })).toEqual(
      recorded('prosecution.DecisionReviewRequested'),
    )
    const review = { decisionEventId, outcome: 'upheld', reasonCodes: ['sufficientlyReasoned'] }
    const supervisor = { ...prosecutor, roles: ['supervising-prosecutor'] }
    expect(await submit(supervisor, 'decide-decision-review', review)).toBe('prosecution.another-person-reviews-decision')
    expect(await submit({ ...supervisor, userId: 's.ramos' }, 'decide-decision-review', review)).toEqual(
      recorded('prosecution.DecisionReviewDecided'),
    )
  })

  it('refuses to disclose the identity of the victim, and warns where assistance depends on testimony', async () => {
    expect(await submit(prosecutor, 'make-disclosure', { ...MakeDisclosure.example, victimData: ['identity'] })).toBe(
      'prosecution.disclosure-keeps-identity-confidential',
    )
    expect(
      await submit(prosecutor, 'record-testimony-consent', {
        ...RecordTestimonyConsent.example,
        personRef: victim,
        assistanceDependsOnIt: true,
      }),
    ).toEqual([['prosecution.TestimonyConsentRecorded', 'case.WarningRaised'], ['prosecution.assistance-is-independent-of-testimony']])
  })

  it('allows the confiscation only of traced or frozen assets', async () => {
    expect(await submit(prosecutor, 'seek-confiscation', { ...SeekConfiscation.example, assetIds })).toEqual(
      recorded('prosecution.ConfiscationSought'),
    )
    expect(await submit(prosecutor, 'seek-confiscation', { ...SeekConfiscation.example, assetIds: [freezeId] })).toBe(
      'prosecution.only-traced-or-frozen-assets-are-confiscated',
    )
  })

  it('sends an MLA request only through the central authority', async () => {
    expect(await submit(prosecutor, 'send-mla-request', { ...SendMlaRequest.example, centralAuthority: undefined })).toBe(
      'prosecution.mla-request-goes-through-central-authority',
    )
    expect(await submit(prosecutor, 'send-mla-request', SendMlaRequest.example)).toEqual(recorded('prosecution.MlaRequestSent'))
  })
})

/** Repeats a command whose precondition another service records. */
const waitUntil = async (holds: () => Promise<boolean>): Promise<void> => expect(await retrying(40_000, holds, (isSo) => isSo)).toBe(true)
