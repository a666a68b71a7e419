import { type Metadata, status, type StatusObject } from '@grpc/grpc-js'
import { refusal } from './refusals.ts'

export interface Login {
  readonly password: string
  /** May delete streams and change their metadata. */
  readonly admin?: boolean
  /** Prefixes of the names of the streams that it may write; default: all but system streams. */
  readonly writes?: readonly string[]
}

/** Logins by name. Without logins, everyone may read and write, and no one may delete. */
export type Logins = Readonly<Record<string, Login>>

export type LoginAction = { readonly kind: 'read' } | { readonly kind: 'write' | 'delete'; readonly stream: string }

const credentialsIn = (metadata: Metadata): readonly string[] => {
  const [header] = metadata.get('authorization')
  const [, encoded] = /^Basic (.+)$/.exec(String(header)) ?? []
  return encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString().split(/:(.*)/s)
}

const mayWrite = ({ admin, writes }: Login, stream: string): boolean =>
  admin === true || (!stream.startsWith('$') && (writes === undefined || writes.some((prefix) => stream.startsWith(prefix))))

/** The refusal of a call, or undefined if it is allowed. */
export const refusalFor = (logins: Logins | undefined, metadata: Metadata, action: LoginAction): Partial<StatusObject> | undefined => {
  const [name, password] = credentialsIn(metadata)
  const login = logins === undefined ? { password: '' } : name === undefined ? undefined : logins[name]
  if (!login || (logins && login.password !== password)) return { code: status.UNAUTHENTICATED, details: 'Unauthenticated' }
  const isAllowed = action.kind === 'read' || (action.kind === 'write' ? mayWrite(login, action.stream) : login.admin === true)
  return isAllowed ? undefined : refusal('access-denied')
}
