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
import { calling, lead, newId, prosecutor, type Persona } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const woman = newId()
const recruiter = newId()
const phone = newId()
const dossierId = newId()
const chargeId = newId()
const { freezeId, assetIds } = FreezeAssets.example

/** What came of a command: its events and warnings, or the rule that refused it. */
const ask = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const { status, body } = await calling(five).post(who, `/cases/${caseId}/${command}`, { data })
  if (status === 201) return [(body['events'] as { type: string }[]).map(({ type }) => type), body['warnings']]
  return status === 422 ? body['rule'] : { status, body }
}
const recorded = (...types: string[]) => [types, []]

describe('a case with the police, over HTTP', () => {
  beforeAll(async () => {
    await ask(lead, 'open-case', { ...OpenCase.example, leadAgency: lead.agencyId })
    await ask(lead, 'identify-presumed-victim', { ...IdentifyPresumedVictim.example, personRef: woman })
    await ask(lead, 'identify-suspect', { ...IdentifySuspect.example, personRef: recruiter })
  })

  it('finds nobody to be no victim because she was paid', async () =>
    expect(
      await ask(lead, 'determine-victim-status', {
        personRef: woman,
        status: 'NotAVictimOfTrafficking',
        decisionMakingOrg: 'Police',
        reasonCodes: ['wasPaid'],
      }),
    ).toBe('investigation.no-blame-decides-a-status'))

  it('records an interview as it went, and warns of all that she was owed', async () =>
    expect(await ask(lead, 'conduct-interview', { ...ConductInterview.example, personRef: woman })).toEqual([
      ['investigation.InterviewConducted', 'case.WarningRaised', 'case.WarningRaised'],
      ['investigation.a-victim-knows-her-rights-before-an-interview', 'investigation.a-victim-consents-to-her-interview'],
    ]))

  it('marks the custody of an item that came from another than its custodian', async () => {
    const handover = { ...TransferEvidenceCustody.example, evidenceId: phone, from: lead.agencyId }
    expect(await ask(lead, 'collect-evidence', { ...CollectEvidence.example, evidenceId: phone, authority: 'consent' })).toEqual(
      recorded('investigation.EvidenceCollected'),
    )
    expect(await ask(lead, 'transfer-evidence-custody', handover)).toEqual(recorded('investigation.EvidenceCustodyTransferred'))
    expect(await ask(lead, 'transfer-evidence-custody', { ...handover, from: 'zz-customs', to: 'zz-police' })).toEqual([
      ['investigation.EvidenceCustodyTransferred', 'case.WarningRaised'],
      ['investigation.the-custodian-hands-over'],
    ])
  })

  it('asks a platform to preserve what is on record, and nothing else', async () => {
    expect(await ask(lead, 'request-preservation', RequestPreservation.example)).toBe('investigation.only-recorded-traces-are-preserved')
    expect(await ask(lead, 'record-online-trace', sentExample(RecordOnlineTrace))).toEqual(recorded('investigation.OnlineTraceRecorded'))
    expect(await ask(lead, 'request-preservation', RequestPreservation.example)).toEqual(recorded('investigation.PreservationRequested'))
  })

  it('sends facts abroad, and her identity only with her consent', async () => {
    const request = { ...RequestPoliceCooperation.example, mechanismId: undefined }
    expect(await ask(lead, 'request-police-cooperation', { ...request, requestId: newId() })).toEqual(
      recorded('investigation.PoliceCooperationRequested'),
    )
    const ofHer = { ...request, requestId: newId(), concerns: [woman], dataCategories: ['identity'] }
    expect(await ask(lead, 'request-police-cooperation', ofHer)).toBe('investigation.a-victims-data-goes-abroad-only-with-her-consent')
  })

  it('freezes assets, and agrees to no joint investigation of one', async () => {
    expect(await ask(lead, 'freeze-assets', FreezeAssets.example)).toEqual(recorded('investigation.AssetsFrozen'))
    expect(await ask(lead, 'establish-joint-investigation', { ...EstablishJointInvestigation.example, parties: ['TH'] })).toBe(
      'investigation.a-joint-investigation-has-two-parties',
    )
  })

  it('refers no item of broken custody', async () =>
    expect(await ask(lead, 'refer-case-to-prosecution', { dossierId, suspects: [recruiter], evidence: [phone], safeguards: [] })).toBe(
      'investigation.a-dossier-has-unbroken-custody',
    ))
})

describe('then with the prosecutor', () => {
  const elements = { personRef: woman, act: ['recruitment'], means: ['deception'], purpose: ['ForcedCriminality'] }
  const charge = { ...LayCharge.example, chargeId, accusedRef: recruiter, perVictim: [elements] }
  const { accusedRef: _, ...amendment } = { ...charge, reasonCode: AmendCharge.example.reasonCode }

  beforeAll(async () => {
    const safeguards = [{ personRef: woman, reasonCode: 'notYetReachable' }]
    await ask(lead, 'refer-case-to-prosecution', { dossierId, suspects: [recruiter], evidence: [], safeguards })
    await waitUntil(async () => Array.isArray(await ask(prosecutor, 'lay-charge', charge)))
  }, 30_000)

  it('asks the police for more, on a dossier that came', async () => {
    const request = { dossierId, deficiencies: ['custodyBroken'], dueAt: '2099-01-15T16:00:00Z' }
    expect(await ask(prosecutor, 'request-further-investigation', request)).toEqual(recorded('prosecution.FurtherInvestigationRequested'))
    expect(await ask(prosecutor, 'request-further-investigation', { ...request, dossierId: newId() })).toBe(
      'prosecution.further-investigation-answers-a-dossier',
    )
  })

  it('charges nobody twice for the same conduct', async () =>
    expect(await ask(prosecutor, 'lay-charge', { ...charge, chargeId: newId() })).toBe('prosecution.the-same-conduct-is-charged-once'))

  it('amends a charge only into one that could have been laid', async () => {
    expect(await ask(prosecutor, 'amend-charge', { ...amendment, perVictim: [{ ...elements, means: [] }] })).toBe(
      'prosecution.charge-needs-act-means-and-purpose',
    )
    const amended = { ...amendment, aggravating: [] }
    expect(await ask(prosecutor, 'amend-charge', amended)).toEqual([
      ['prosecution.ChargeAmended', 'case.WarningRaised'],
      ['prosecution.victims-are-heard-before-an-amendment'],
    ])
    await ask(prosecutor, 'record-victim-views', { ...RecordVictimViews.example, personRef: woman, decision: 'amendment' })
    expect(await ask(prosecutor, 'amend-charge', amended)).toEqual(recorded('prosecution.ChargeAmended'))
  })

  it('withdraws it only after she was heard, where the policy of the country makes that a condition', async () => {
    const withdrawal = { chargeId, reasonCode: 'insufficientEvidence' }
    expect(await ask(prosecutor, 'withdraw-charge', withdrawal)).toBe('prosecution.victims-are-heard-before-a-withdrawal')
    await ask(prosecutor, 'record-victim-views', { ...RecordVictimViews.example, personRef: woman, decision: 'withdrawal' })
    expect(await ask(prosecutor, 'withdraw-charge', withdrawal)).toEqual(recorded('prosecution.ChargeWithdrawn'))
  })

  it('decides not to prosecute, and that may be reviewed by another', async () => {
    const { body } = await calling(five).post(prosecutor, `/cases/${caseId}/decide-no-prosecution`, {
      data: { ...DecideNoProsecution.example, suspects: [recruiter], reviewUntil: '2099-01-31T16:00:00Z' },
    })
    const [decision] = body['events'] as { id: string }[]
    const decisionEventId = decision?.id
    expect(await ask(prosecutor, 'request-decision-review', { decisionEventId, byPersonRef: woman })).toEqual(
      recorded('prosecution.DecisionReviewRequested'),
    )
    const review = { decisionEventId, outcome: 'upheld', reasonCodes: ['sufficientlyReasoned'] }
    const supervisor = { ...prosecutor, roles: ['supervising-prosecutor'] }
    expect(await ask(supervisor, 'decide-decision-review', review)).toBe('prosecution.another-person-reviews-a-decision')
    expect(await ask({ ...supervisor, userId: 's.ramos' }, 'decide-decision-review', review)).toEqual(
      recorded('prosecution.DecisionReviewDecided'),
    )
  })

  it('discloses nothing of who she is, and makes no testimony a condition', async () => {
    expect(await ask(prosecutor, 'make-disclosure', { ...MakeDisclosure.example, victimData: ['identity'] })).toBe(
      'prosecution.disclosure-leaves-identity-sealed',
    )
    expect(
      await ask(prosecutor, 'record-testimony-consent', {
        ...RecordTestimonyConsent.example,
        personRef: woman,
        assistanceDependsOnIt: true,
      }),
    ).toBe('prosecution.assistance-depends-on-no-testimony')
  })

  it('seeks to confiscate what the police froze', async () => {
    expect(await ask(prosecutor, 'seek-confiscation', { ...SeekConfiscation.example, assetIds })).toEqual(
      recorded('prosecution.ConfiscationSought'),
    )
    expect(await ask(prosecutor, 'seek-confiscation', { ...SeekConfiscation.example, assetIds: [freezeId] })).toBe(
      'prosecution.only-traced-or-frozen-assets-are-confiscated',
    )
  })

  it('asks another country for assistance through the central authority', async () => {
    expect(await ask(prosecutor, 'send-mla-request', { ...SendMlaRequest.example, centralAuthority: undefined })).toBe(
      'prosecution.an-mla-request-goes-through-the-central-authority',
    )
    expect(await ask(prosecutor, 'send-mla-request', SendMlaRequest.example)).toEqual(recorded('prosecution.MlaRequestSent'))
  })
})

const waitUntil = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let left = 100; left > 0; left -= 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('it did not come to pass within ten seconds')
}
