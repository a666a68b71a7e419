import { EvidenceCollected, OpenCase, SuspectIdentified } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, leadInvestigator, newId, prosecutor, type Persona } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

const first: Persona = { userId: 'j.ilagan', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge', 'registrar'] }
const competent: Persona = { ...first, userId: 'j.tan', agencyId: 'zz-competent-court' }

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const [caseId, suspect, chargeId, firstIndictment, secondIndictment] = [newId(), newId(), newId(), newId(), newId()]
let position = '0'
/** The rule that refuses a command, or the rules that warn. */
const send = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const { body } = await api.post(who, `/cases/${caseId}/${command}`, { data })
  position = String(body['position'] ?? position)
  return body['rule'] ?? body['warnings'] ?? body['status']
}
const untilSent = (who: Persona, command: string, data: object): Promise<unknown> =>
  retrying(40_000, () => send(who, command, data), Array.isArray)
const onDocket = async (who: Persona) => {
  const { body } = await api.get(who, `/docket?case=${caseId}&min-position=${position}`)
  return (body['rows'] as readonly object[])[0]
}
const indict = (indictmentId: string, { agencyId: courtId }: Persona) =>
  send(prosecutor, 'file-indictment', { indictmentId, courtId, chargeIds: [chargeId] })

describe('a charge over which a court finds that it has no jurisdiction', () => {
  beforeAll(async () => {
    const [evidenceId, dossierId] = [newId(), newId()]
    await send(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })
    await send(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
    await send(leadInvestigator, 'collect-evidence', { ...EvidenceCollected.example, evidenceId })
    await send(leadInvestigator, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [evidenceId], safeguards: [] })
    const charge = { chargeId, accusedRef: suspect, offenceCode: 'illegalRecruitment', perVictim: [], aggravating: [] }
    expect(await untilSent(prosecutor, 'lay-charge', charge)).toEqual([])
    expect(await indict(firstIndictment, first)).toEqual([])
    const ended = { accusedRef: suspect, chargeIds: [chargeId], ground: 'noJurisdiction', onPapers: true }
    expect(await untilSent(first, 'end-charges', ended)).toEqual([])
  }, 60_000)

  it('is indicted at the competent court, without a warning', async () => expect(await indict(secondIndictment, competent)).toEqual([]))

  it('is on the docket of that court, in a part of its own, which decides it without a warning of a second decision', async () => {
    const part = { partId: secondIndictment }
    expect(await untilSent(competent, 'assign-judge', { judgeRefs: [newId()], bench: 'single', ...part })).toEqual([])
    expect(await onDocket(competent)).toMatchObject({ charges: [{ chargeId, state: 'filed', partId: secondIndictment }] })
    const hearing = { hearingId: newId(), attendance: [{ personRef: suspect, capacity: 'accused' }], closed: false }
    expect(await send(competent, 'hold-hearing', { ...hearing, ...part })).toEqual(['adjudication.hearing-was-scheduled'])
    expect(await send(competent, 'deliver-verdict', { chargeId, accusedRef: suspect, verdict: 'guilty', elementsFound: [] })).toEqual([])
  })

  it('is not indicted a third time once it is decided', async () =>
    expect(await indict(newId(), first)).toBe('prosecution.charge-is-before-one-court'))
})
