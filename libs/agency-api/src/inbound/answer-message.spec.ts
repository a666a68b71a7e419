import { beforeAll, describe, expect, it } from '@jest/globals'
import { aCommand, ARRIVED, CASE, sentMessage, signingAgencies } from '@case-timeline/access/fixtures'
import { type CommandAnswer, QUARANTINED_BYTES, QUARANTINED_KEY_BYTES, QuarantineHeaders } from '@case-timeline/contracts'
import type { CommandMessage, CommandReply } from '@case-timeline/feed'
import { commandAnswerer, type MessageOutcome } from './answer-message.ts'
import type { SignedCommandAnswer } from './signed-commands.ts'

const police = { agencyId: 'zz-police', sector: 'investigation', roles: ['lead-investigator'] } as const
const otherAgency = { ...police, agencyId: 'zz-harbour-police' } as const

let agencies: Awaited<ReturnType<typeof signingAgencies>>
beforeAll(async () => {
  agencies = await signingAgencies([police, otherAgency])
})

const accepted: CommandAnswer = {
  jti: 'attempt-0001',
  command: 'OpenCase',
  caseId: CASE,
  outcome: 'accepted',
  stream: `investigation.case-${CASE}`,
  events: [],
  position: '7',
  warnings: [],
}
const at = (jws: string | Uint8Array, change: Partial<CommandMessage> = {}): CommandMessage => {
  const { key, value, arrivedAt } = sentMessage(jws)
  return {
    topic: 'case-commands.investigation',
    partition: 3,
    offset: '41',
    key: key ? Buffer.from(key) : null,
    value: value && Buffer.from(value),
    arrivedAt,
    ...change,
  }
}
const reply = async (message: CommandMessage, dispatched: SignedCommandAnswer = accepted, now = '2026-11-25T10:00:00Z') => {
  const outcomes: MessageOutcome[] = []
  const answer = commandAnswerer({
    service: 'investigation',
    deployment: 'zz',
    schemasUrl: 'https://audit.example.org/schemas',
    register: agencies.register,
    dispatch: async () => dispatched,
    now: () => now,
    report: (_, what) => outcomes.push(what),
  })
  return { ...(await answer(message)), outcomes }
}
const quarantineHeadersOf = ({ headers }: Pick<CommandReply, 'headers'>) => QuarantineHeaders.parse(headers)

describe('the answer to a signed command', () => {
  it('is sent to the topic of the agency whose key signed the command, as a CloudEvent', async () => {
    const { outcomes, ...answer } = await reply(at(await agencies.sign(aCommand())))
    expect(answer).toEqual({
      to: { agencyId: 'zz-police' },
      key: CASE,
      value: JSON.stringify(accepted),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ce_source: '/deployments/zz/investigation',
        ce_type: 'case-timeline.CommandAnswered',
        ce_subject: 'attempt-0001',
        ce_time: '2026-11-25T10:00:00Z',
        ce_dataschema: 'https://audit.example.org/schemas/case-timeline.CommandAnswered/v1',
        ce_partitionkey: CASE,
      },
    })
    expect(outcomes).toEqual([{ outcome: 'accepted', agencyId: 'zz-police', jti: 'attempt-0001', command: 'OpenCase' }])
  })

  it('has the same id when it is repeated, and another id for another outcome', async () => {
    const message = at(await agencies.sign(aCommand()))
    const problem = { type: '/problems/forbidden', title: 'no', status: 403, detail: 'no', correlationId: 'x' }
    const failed: CommandAnswer = { jti: 'attempt-0001', command: 'OpenCase', outcome: 'failed', problem }
    const idOf = async (answer: SignedCommandAnswer, now?: string) => (await reply(message, answer, now)).headers['ce_id']
    expect(await idOf(accepted, '2026-11-25T10:00:09Z')).toBe(await idOf(accepted))
    expect(await idOf(failed)).not.toBe(await idOf(accepted))
    expect(await idOf({ ...failed, problem: { ...problem, detail: 'in other words' } })).toBe(await idOf(failed))
  })
})

describe('a message that is rejected', () => {
  it('is quarantined unchanged, with the reason and its place in the topic', async () => {
    const message = at('open the case, please')
    const put = await reply(message)
    expect(put).toMatchObject({ to: 'quarantine', key: message.key, value: message.value })
    expect(quarantineHeadersOf(put)).toMatchObject({
      quarantine_reason: 'malformed',
      quarantine_topic: 'case-commands.investigation',
      quarantine_partition: '3',
      quarantine_offset: '41',
      quarantine_bytes: '21',
    })
    expect(put.outcomes).toEqual([
      { outcome: 'quarantined', reason: 'malformed', detail: 'the message is not a JWS in compact serialization' },
    ])
  })

  it('is truncated if it is too long', async () => {
    const put = await reply(at(Buffer.alloc(1_000_000, 'a'), { key: Buffer.alloc(100_000, 'k') }))
    expect(put.value?.length).toBe(QUARANTINED_BYTES)
    expect(put.key?.length).toBe(QUARANTINED_KEY_BYTES)
    expect(quarantineHeadersOf(put).quarantine_bytes).toBe('1000000')
  })

  it('may have neither key nor value', async () => {
    const put = await reply(at('', { key: null, value: null }))
    expect(put).toMatchObject({ to: 'quarantine', key: null, value: null })
    expect(quarantineHeadersOf(put).quarantine_bytes).toBe('0')
  })

  it('may have a valid signature, but be late, be signed by another agency, or lack the case of a case command', async () => {
    const late = at(await agencies.sign(aCommand()), { arrivedAt: (ARRIVED + 3_600) * 1_000 })
    expect(quarantineHeadersOf(await reply(late)).quarantine_reason).toBe('expired')
    const other = at(await agencies.sign(aCommand(), { agencyId: 'zz-harbour-police' }))
    expect(quarantineHeadersOf(await reply(other)).quarantine_reason).toBe('unknown-key')
    const caseless = at(await agencies.sign(aCommand({ caseId: undefined })), { key: Buffer.from('zz-police') })
    expect(quarantineHeadersOf(await reply(caseless)).quarantine_reason).toBe('malformed')
  })

  it('may reuse the id of another message', async () =>
    expect(quarantineHeadersOf(await reply(at(await agencies.sign(aCommand())), 'replayed'))).toMatchObject({
      quarantine_reason: 'replayed',
      quarantine_detail: expect.stringContaining('attempt-0001'),
    }))
})
