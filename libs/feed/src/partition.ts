/**
 * The number of partitions of a consumer's work, in every feed. Never change it: cases would move to other
 * partitions, whose checkpoints do not fit them.
 */
export const PARTITIONS = 12

/** Every partition, in order. */
export const EVERY_PARTITION: readonly number[] = Array.from({ length: PARTITIONS }, (_, partition) => partition)

const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995

const mixed = (word: number): number => {
  const multiplied = Math.imul(word, MULTIPLIER)
  return Math.imul(multiplied ^ (multiplied >>> 24), MULTIPLIER)
}

/** MurmurHash2 (32 bit, little endian) of the key's UTF-8, with the seed of Kafka's default partitioner. */
const murmur2 = (key: string): number => {
  const bytes = Buffer.from(key, 'utf8')
  const whole = bytes.length & ~3
  let hash = SEED ^ bytes.length
  for (let at = 0; at < whole; at += 4) hash = Math.imul(hash, MULTIPLIER) ^ mixed(bytes.readInt32LE(at))
  const left = bytes.length - whole
  if (left > 0) hash = Math.imul(hash ^ bytes.readUIntLE(whole, left), MULTIPLIER)
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return hash ^ (hash >>> 15)
}

/**
 * The partition of a case: the one that Kafka's default partitioner assigns to the same key.
 * @param caseKey the case id, or the stream name for an event without a case
 * @returns 0 to PARTITIONS - 1
 */
export const partitionOf = (caseKey: string): number => (murmur2(caseKey) & 0x7fffffff) % PARTITIONS
