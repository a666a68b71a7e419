import { InvalidNote, type NoteSigner, type NoteVerifier } from './signed-note.ts'

/** What the log was at a moment: signed, it cannot be changed afterwards without a trace. */
export interface LogHead {
  /** Number of events. */
  readonly size: number
  /** Root of the tree over all of them; base64 of 32 bytes. */
  readonly root: string
  /** Of the last event. */
  readonly position: string
  /** When it was signed; RFC 3339 in UTC. */
  readonly signedAt: string
}

const HEAD = /^(\S+)\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\nposition (\d{1,19})\nsigned (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\n$/

/** A head as a signed C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), with two extension lines. */
export const signedHead = ({ size, root, position, signedAt }: LogHead, signer: NoteSigner): string =>
  signer.sign(`${signer.name}\n${size}\n${root}\nposition ${position}\nsigned ${signedAt}\n`)

const headIn = (note: string, verifier: NoteVerifier): LogHead => {
  const [, origin, size, root = '', position = '', signedAt = ''] = HEAD.exec(verifier.open(note)) ?? []
  if (origin !== verifier.name) throw new InvalidNote('a note is not the head of a log')
  return { size: Number(size), root, position, signedAt }
}

/**
 * The heads in a file, in its order. What was cut before its signature, as by a crash, is left out.
 * @throws InvalidNote when one of them is malformed or was not signed by the key
 */
export const headsIn = (file: string, verifier: NoteVerifier): readonly LogHead[] => {
  const heads: LogHead[] = []
  let lines: string[] = []
  for (const line of file.slice(0, file.lastIndexOf('\n') + 1).split('\n')) {
    if (line === verifier.name) lines = []
    lines.push(line)
    if (!line.startsWith('— ')) continue
    heads.push(headIn(`${lines.join('\n').trimStart()}\n`, verifier))
    lines = []
  }
  return heads
}
