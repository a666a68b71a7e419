export { advance } from './advance.ts'
export { caseKeyOf, type Consumer, type Reaction, reaction, TryAgain, typesOf } from './consumer.ts'
export {
  markAdvanced,
  type Claim,
  claim,
  ClaimLost,
  type ClaimedPartition,
  refreshClaim,
  register,
  lowestPositionOf,
  takePartitions,
} from './claim.ts'
export { deliver, type UnhandledEvent } from './deliver.ts'
export type { ConsumeOptions, RunningConsumer, Feed, Measure } from './feed.ts'
export { feedMigrations } from './feed.migration.ts'
export { aclCommands, aclEntries, agencyGroupPrefix, type Grant, grantsOf, type Participants } from './kafka/acls.ts'
export type { CommandMessage, CommandNotice, CommandReply, FollowCommandsOptions } from './kafka/command-message.ts'
export { followCommands, type FollowingCommands } from './kafka/command-topics.ts'
export { examineTopics, type TopicFinding } from './kafka/examine-topics.ts'
export { kafkaFeed, type KafkaFeedOptions } from './kafka/kafka-feed.ts'
export { type PrepareTopicsResult, prepareTopics, type PrepareTopicsOptions } from './kafka/prepare-topics.ts'
export { RELAY, type Relay, startRelay, type StartRelayOptions } from './kafka/relay.ts'
export { rewindRelayed } from './kafka/relay-state.ts'
export type { Oversized, SuspendedTopic } from './kafka/relay-state.ts'
export { type RelayStatus, relayStatus } from './kafka/status.ts'
export { FeedUrlError, type KafkaAddress, parseFeedUrl } from './kafka/kafka-url.ts'
export {
  answerTopic,
  commandTopic,
  eventTopic,
  commandGroup,
  eventGroup,
  plannedTopics,
  type PlannedTopic,
  quarantineTopic,
  type TopicNeeds,
} from './kafka/topics.ts'
export { type Lag, lagOf, type PartitionLag } from './lag.ts'
export { holdLease, type Lease } from './lease.ts'
export type { AroundDelivery, Notice, Observe, TracedEvent, TraceparentOf } from './notice.ts'
export { type ParkedCase, parkedCases } from './parked.ts'
export { openFeed, openRelay } from './open-feed.ts'
export { EVERY_PARTITION, PARTITIONS, partitionOf } from './partition.ts'
export { patiently } from './patience.ts'
export { prepareRepeated } from './prepared-statements.ts'
export { positionOf, positionsOf, waitFor } from './position.ts'
export { readAhead } from './read-ahead.ts'
export { type RetryResult, retryParked } from './retry.ts'
export { NotFirstInQueue, type Skip, type SkippedEvent, skippedEvents, skipParked } from './skip.ts'
export { storeFeed, type StoreFeedOptions } from './store-feed.ts'
export { isTransient, isUnanswered } from './transient.ts'
export { type ConsumerOffLog, consumersOffLog, OffLog, offLogSentence, requireGeneration, requireOnLog } from './on-log.ts'
export { lastCommonPosition, rewind, type Rewound } from './rewind.ts'
export { type Effect, execute, type Presumption, type Write } from './write.ts'
