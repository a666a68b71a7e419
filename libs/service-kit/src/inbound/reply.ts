import type { Disbelieved, Genuine } from '@case-timeline/access'
import {
  COMMAND_ANSWERED,
  type CommandAnswer,
  commandKeyOf,
  QUARANTINED_BYTES,
  QUARANTINED_KEY_BYTES,
  type QuarantineHeaders,
  schemaAddress,
} from '@case-timeline/contracts'
import { answerIdOf, commandIdForMessage } from '@case-timeline/event-store'
import type { CommandMessage, CommandReply } from '@case-timeline/feed'

/** The circumstances of a reply. */
export interface Replied {
  /** Of the service, as its events name it. */
  readonly source: string
  readonly schemasUrl?: string | undefined
  /** RFC 3339 in UTC. */
  readonly now: string
}

/** What tells one answer to a message from another; words that may change between releases do not count. */
const outcomeOf = (answer: CommandAnswer): string => {
  switch (answer.outcome) {
    case 'accepted':
      return answer.outcome
    case 'refused':
      return `${answer.outcome} ${answer.rule}`
    case 'failed':
      return `${answer.outcome} ${answer.problem.type}`
  }
}

/** The answer as a CloudEvent in binary mode, to nobody but the agency whose key has signed. */
export const answerReply = (
  { command, agency, signed }: Genuine,
  answer: CommandAnswer,
  { source, schemasUrl, now }: Replied,
): CommandReply => {
  const { agencyId } = agency
  const key = commandKeyOf(command)
  return {
    to: { agencyId },
    key,
    value: JSON.stringify(answer),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: answerIdOf(commandIdForMessage(agencyId, command.jti), `${signed} ${outcomeOf(answer)}`),
      ce_source: source,
      ce_type: COMMAND_ANSWERED,
      ce_subject: command.jti,
      ce_time: now,
      ce_dataschema: schemaAddress(COMMAND_ANSWERED, 1, schemasUrl),
      ce_partitionkey: key,
    },
  }
}

const cutOff = (bytes: Buffer | null, most: number): Buffer | null => (bytes && bytes.length > most ? bytes.subarray(0, most) : bytes)

/** The message itself, put aside with the reason. */
export const quarantineReply = (message: CommandMessage, { reason, detail }: Disbelieved, { now }: Pick<Replied, 'now'>): CommandReply => {
  const { topic, partition, offset, key, value } = message
  const headers: QuarantineHeaders = {
    quarantine_reason: reason,
    quarantine_detail: detail,
    quarantine_topic: topic,
    quarantine_partition: String(partition),
    quarantine_offset: offset,
    quarantine_bytes: String(value?.length ?? 0),
    quarantine_time: now,
  }
  return { to: 'quarantine', key: cutOff(key, QUARANTINED_KEY_BYTES), value: cutOff(value, QUARANTINED_BYTES), headers }
}
