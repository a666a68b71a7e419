/** A failure of the broker, with the remedy for an operator. */
export class BrokerFailure extends Error {
  override readonly name = 'BrokerFailure'
  constructor(
    readonly fault: Fault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export type Fault =
  | 'unreachable'
  | 'login-refused'
  | 'not-authorised'
  | 'no-such-topic'
  /** A partition of the topic has no leader: its brokers are away, or it was created only now. */
  | 'no-leader'
  /** No broker coordinates the group, or the login may not use it: the client does not distinguish the two. */
  | 'no-coordinator'
  | 'too-large'
  /** The topic has another number of partitions than the fixed one. */
  | 'wrong-partitions'
  | 'other'

/** An error and its chain of causes, outermost first. */
function* causes(error: unknown): Generator<object, void, void> {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = 'cause' in cause ? cause.cause : undefined) yield cause
}

const textOf = (error: object, member: 'type' | 'name' | 'code'): string | undefined => {
  const value: unknown = member in error ? (error as Partial<Record<typeof member, unknown>>)[member] : undefined
  return typeof value === 'string' ? value : undefined
}

const FAULT_OF_TYPE: Readonly<Record<string, Fault>> = {
  TOPIC_AUTHORIZATION_FAILED: 'not-authorised',
  GROUP_AUTHORIZATION_FAILED: 'not-authorised',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorised',
  SASL_AUTHENTICATION_FAILED: 'login-refused',
  UNSUPPORTED_SASL_MECHANISM: 'login-refused',
  UNKNOWN_TOPIC_OR_PARTITION: 'no-such-topic',
  INVALID_TOPIC_EXCEPTION: 'no-such-topic',
  LEADER_NOT_AVAILABLE: 'no-leader',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
}

const FAULT_OF_NAME: Readonly<Record<string, Fault>> = {
  KafkaJSSASLAuthenticationError: 'login-refused',
  KafkaJSConnectionError: 'unreachable',
  KafkaJSConnectionClosedError: 'unreachable',
  KafkaJSBrokerNotFound: 'unreachable',
  KafkaJSNoBrokerAvailableError: 'unreachable',
  KafkaJSRequestTimeoutError: 'unreachable',
  KafkaJSGroupCoordinatorNotFound: 'no-coordinator',
}

/** Classifies an error of the Kafka client, however it is wrapped. */
export const faultOf = (error: unknown): Fault => {
  for (const cause of causes(error)) {
    if (cause instanceof BrokerFailure) return cause.fault
    const fault = FAULT_OF_TYPE[textOf(cause, 'type') ?? ''] ?? FAULT_OF_NAME[textOf(cause, 'name') ?? '']
    if (fault !== undefined) return fault
  }
  return 'other'
}

const HOW_TO = 'see docs/how-to/run-on-kafka.md'

/** The operation of the client that failed. */
export interface Attempt {
  readonly brokers: readonly string[]
  readonly operation: 'read' | 'write'
  readonly topic?: string | undefined
  readonly group?: string | undefined
}

const messageFor = (fault: Fault, error: unknown, { brokers, operation, topic, group }: Attempt): string => {
  const clientMessage = error instanceof Error ? error.message : String(error)
  const subject = topic === undefined ? 'a topic' : `topic ${topic}`
  switch (fault) {
    case 'unreachable':
      return `no broker answers at ${brokers.join(', ')} (${clientMessage}): check that Kafka runs there and that EVENT_FEED_URL names it`
    case 'login-refused':
      return `Kafka refuses the login of EVENT_FEED_URL (${clientMessage}): check its user, password and sasl mechanism`
    case 'not-authorised': {
      const using = group === undefined ? '' : ` or use group ${group}`
      return `this login may not ${operation} ${topic === undefined ? 'the topics' : subject}${using} (${clientMessage}): grant the right, ${HOW_TO}`
    }
    case 'no-coordinator':
      return `no broker coordinates ${group === undefined ? 'the group' : `group ${group}`} (${clientMessage}): Kafka is starting, or this login may not use the group: wait, or grant the right, ${HOW_TO}`
    case 'no-such-topic':
      return `${subject} does not exist (${clientMessage}): create the topics, ${HOW_TO}`
    case 'no-leader':
      return `${subject} has no leader: wait until the brokers that have its replicas run, or start them`
    case 'too-large':
      return `${subject} accepts no message of that size (${clientMessage}): raise its max.message.bytes`
    case 'wrong-partitions':
    case 'other':
      return clientMessage
  }
}

/** Turns an error of the Kafka client into a message for operators: what failed, where, and the remedy. */
export const brokerFailureOf = (error: unknown, attempt: Attempt): BrokerFailure => {
  if (error instanceof BrokerFailure) return error
  const fault = faultOf(error)
  return new BrokerFailure(fault, messageFor(fault, error, attempt), { cause: error })
}
