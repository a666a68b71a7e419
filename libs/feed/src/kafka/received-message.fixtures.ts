import type { KafkaMessage, Message } from 'kafkajs'

/** A message as a consumer receives it: key, headers and value are bytes. */
export const receivedMessage = ({ key, value, headers = {} }: Message, offset = 0): KafkaMessage => ({
  key: key === null || key === undefined ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(String(text))])),
  timestamp: '0',
  attributes: 0,
  offset: String(offset),
})
