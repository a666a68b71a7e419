import type { Message } from 'kafkajs'
import { placeKeyOf, withPlaceTag } from './place-tag.ts'

/** The key of the deployment of specifications. */
export const TEST_DIGEST_KEY = Buffer.alloc(32, 7)
export const TEST_PLACE_KEY = placeKeyOf(TEST_DIGEST_KEY)

/** A message as the relay of that deployment sends it to a topic. */
export const relayedTo = <M extends Message & { readonly partition: number }>(topic: string, message: M): M =>
  withPlaceTag(message, topic, TEST_PLACE_KEY)
