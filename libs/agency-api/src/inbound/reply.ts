import type { RejectedMessage, VerifiedCommand } from '@case-timeline/access'
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

/** The context of a reply. */
export interface ReplyContext {
  /** The source of the service's events. */
  readonly source: string
  readonly schemasUrl?: string | undefined
  /** RFC 3339 in UTC. */
  readonly now: string
}

/** Distinguishes the possible answers to one message, without texts, which may change between releases. */
const outcomeKeyOf = (answer: CommandAnswer): string => {
  switch (answer.outcome) {
    case 'accepted':
      return answer.outcome
    case 'refused':
      return `${answer.outcome} ${answer.rule}`
    case 'failed':
      return `${answer.outcome} ${answer.problem.type}`
  }
}

/** The answer as a CloudEvent in binary mode, only to the agency whose key signed the command. */
export const answerReply = (
  { command, agency, signedDigest }: VerifiedCommand,
  answer: CommandAnswer,
  { source, schemasUrl, now }: ReplyContext,
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
      ce_id: answerIdOf(commandIdForMessage(agencyId, command.jti), `${signedDigest} ${outcomeKeyOf(answer)}`),
      ce_source: source,
      ce_type: COMMAND_ANSWERED,
      ce_subject: command.jti,
      ce_time: now,
      ce_dataschema: schemaAddress(COMMAND_ANSWERED, 1, schemasUrl),
      ce_partitionkey: key,
    },
  }
}

const truncated = (bytes: Buffer | null, maxBytes: number): Buffer | null =>
  bytes && bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes

/** The message itself, for the quarantine, with the reason. */
export const quarantineReply = (
  message: CommandMessage,
  { reason, detail }: RejectedMessage,
  { now }: Pick<ReplyContext, 'now'>,
): CommandReply => {
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
  return { to: 'quarantine', key: truncated(key, QUARANTINED_KEY_BYTES), value: truncated(value, QUARANTINED_BYTES), headers }
}
