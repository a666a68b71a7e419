import { Metadata, status, type StatusObject } from '@grpc/grpc-js'

const KINDS = {
  'access-denied': [status.PERMISSION_DENIED, 'Access Denied'],
  'stream-deleted': [status.FAILED_PRECONDITION, 'Event stream is deleted'],
  'maximum-append-size-exceeded': [status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded'],
  'not-leader': [status.NOT_FOUND, 'Leader info available'],
} as const

/** The server's error for a refused call: clients evaluate the metadata, not the text. */
export const refusal = (kind: keyof typeof KINDS, about: Readonly<Record<string, string>> = {}): Partial<StatusObject> => {
  const [code, details] = KINDS[kind]
  const metadata = new Metadata()
  metadata.set('exception', kind)
  for (const [name, value] of Object.entries(about)) metadata.set(name, value)
  return { code, details, metadata }
}
