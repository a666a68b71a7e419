import { type Metadata, status, type StatusObject } from '@grpc/grpc-js'
import { refusal } from './refusals.ts'

export interface Login {
  readonly password: string
  /** May delete streams and change their metadata. */
  readonly admin?: boolean
  /** Beginnings of the names of the streams that it may write; absent: all but those of the system. */
  readonly writes?: readonly string[]
}

/** Names and what they may; absent: anyone may write and read, and nobody may delete. */
export type Logins = Readonly<Record<string, Login>>

export type Act = { readonly kind: 'read' } | { readonly kind: 'write' | 'delete'; readonly stream: string }

const credentialsIn = (metadata: Metadata): readonly string[] => {
  const [header] = metadata.get('authorization')
  const [, encoded] = /^Basic (.+)$/.exec(String(header)) ?? []
  return encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString().split(/:(.*)/s)
}

const mayWrite = ({ admin, writes }: Login, stream: string): boolean =>
  admin === true || (!stream.startsWith('$') && (writes === undefined || writes.some((prefix) => stream.startsWith(prefix))))

/** Why a call is refused, or nothing. */
export const refusedTo = (logins: Logins | undefined, metadata: Metadata, act: Act): Partial<StatusObject> | undefined => {
  const [name, password] = credentialsIn(metadata)
  const login = logins === undefined ? { password: '' } : name === undefined ? undefined : logins[name]
  if (!login || (logins && login.password !== password)) return { code: status.UNAUTHENTICATED, details: 'Unauthenticated' }
  const may = act.kind === 'read' || (act.kind === 'write' ? mayWrite(login, act.stream) : login.admin === true)
  return may ? undefined : refusal('access-denied')
}
