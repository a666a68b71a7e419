import type { IHeaders, Message } from 'kafkajs'
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import { type MessagePlace, messagePlaceOf } from './message.ts'

const PLACE_TAG = 'ce_placetag'

/** A partition of a topic: a tag proves no place in another one. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/**
 * The key of the tags, which only the processes of the deployment compute.
 * @param digestKey the deployment's key, which every service and the relay have
 */
export const placeKeyOf = (digestKey: Uint8Array): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', digestKey, '', 'case-timeline: places of relayed messages', 32)))

const tagOf = (placeKey: KeyObject, { topic, partition }: TopicPartition, { type, position, previous, eventHash }: MessagePlace): string =>
  createHmac('sha256', placeKey)
    .update(JSON.stringify([topic, partition, type, position, previous, eventHash]))
    .digest('hex')

/** A message for a topic, with the tag that proves to its readers that the relay states its place. */
export const withPlaceTag = <M extends Message & { readonly partition: number }>(message: M, topic: string, placeKey: KeyObject): M => ({
  ...message,
  headers: {
    ...message.headers,
    [PLACE_TAG]: tagOf(placeKey, { topic, partition: message.partition }, messagePlaceOf(message)),
  },
})

/**
 * Whether the relay stated the place of a message: anybody who may write to a topic can copy the position and hash of
 * an event, and claim that nothing comes before it.
 * @param foundIn where the message was found
 */
export const isPlaceProven = (
  headers: IHeaders | undefined,
  place: MessagePlace,
  foundIn: TopicPartition,
  placeKey: KeyObject,
): boolean => {
  const stated = headers?.[PLACE_TAG]
  if (stated === undefined || Array.isArray(stated)) return false
  const [found, expected] = [Buffer.from(stated), Buffer.from(tagOf(placeKey, foundIn, place))]
  return found.length === expected.length && timingSafeEqual(found, expected)
}
