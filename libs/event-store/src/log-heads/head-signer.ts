import { type FileHandle, open, readFile, truncate } from 'node:fs/promises'
import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '../event-store.ts'
import { headsIn, type LogHead, signedHead } from './log-head.ts'
import { noteSigner, noteVerifier } from './signed-note.ts'
import { leafHash, logTree } from './tree.ts'

/** The log is not the one of which a head was signed: it was changed, cut off or replaced. Nothing is signed. */
export class LogContradictsHead extends Error {
  override readonly name = 'LogContradictsHead'
}

export interface HeadSignerOptions {
  /** Of audit-trail, which sees every event. */
  readonly store: EventStore
  /** The file of the private key, outside the database. */
  readonly keyFile: string
  /** The file to which the heads are appended, outside the database. */
  readonly headsFile: string
  readonly now?: () => Date
}

/** Signs what the log is now. */
export interface HeadSigner {
  /**
   * Reads on to the end of the log and signs its head, if there are new events.
   * @returns the head, undefined if there is nothing new
   * @throws LogContradictsHead, InvalidNote, StoreUnavailable, or the error of a file
   */
  signHead(): Promise<LogHead | undefined>
}

const PAGE = 5_000

/** Removes from the file what a crash cut before its end. @returns the complete notes */
const completeNotes = async (file: string): Promise<string> => {
  const text = await readIfExists(file)
  const end = /^[^]*\n— \S+ \S+\n\n/.exec(text)?.[0] ?? ''
  if (end.length < text.length) await truncate(file, Buffer.byteLength(end))
  return end
}

const readIfExists = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })

/** Longer than any note of a head. */
const TAIL_BYTES = 4_096

const endsWithNote = async (handle: FileHandle): Promise<boolean> => {
  const { size } = await handle.stat()
  if (size === 0) return true
  const length = Math.min(size, TAIL_BYTES)
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
  return /\n— \S+ \S+\n\n$/.test(buffer.toString('utf8'))
}

/** On disk when it returns: a head that was announced may not be lost. */
const append = async (file: string, note: string): Promise<void> => {
  const handle = await open(file, 'a+', 0o600)
  try {
    // What a full disk or a killed replica cut would be read as a part of this note, and none after it be believed.
    if (!(await endsWithNote(handle))) await completeNotes(file)
    await handle.appendFile(note)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Signs the heads of a log. The first call reads the whole log and compares it with the last signed head; what was
 * recorded before the first head is signed as it is found.
 */
export const headSigner = ({ store, keyFile, headsFile, now = () => new Date() }: HeadSignerOptions): HeadSigner => {
  const start = async () => {
    const signer = noteSigner(await readFile(keyFile, 'utf8'))
    const heads = headsIn(await completeNotes(headsFile), noteVerifier(signer.verifierKey))
    return { signer, last: heads.at(-1), tree: logTree(), position: '0', contradiction: undefined as LogContradictsHead | undefined }
  }
  let starting: ReturnType<typeof start> | undefined
  let generation = store.generation

  const contradiction = ({ size, signedAt }: LogHead, what: string) =>
    new LogContradictsHead(
      `${what} the head over ${size} events that was signed at ${signedAt}: verify the log with casectl audit verify-log`,
    )

  return {
    async signHead() {
      // After the log went back, the tree is made again and compared with the last head.
      if (generation !== store.generation) [generation, starting] = [store.generation, undefined]
      starting ??= start()
      const state = await starting.catch((error: unknown) => {
        starting = undefined
        throw error
      })
      const { signer, last, tree } = state
      // Once and for all: the tree of this process is no longer that of the log.
      if (state.contradiction) throw state.contradiction
      if (comparePositions(await store.lastPosition(), state.position) < 0)
        throw (state.contradiction = new LogContradictsHead(
          `the log ends before position ${state.position}, which this process has read: was it restored?`,
        ))
      for (;;) {
        const { events, position } = await store.unfiltered.readAll({ after: state.position, limit: PAGE })
        if (position === state.position) break
        store.reportUnreadable(events)
        for (const event of events) {
          tree.add(leafHash(event))
          if (tree.size === last?.size && tree.root().toString('base64') !== last.root)
            throw (state.contradiction = contradiction(last, `the log up to position ${event.position} differs from`))
        }
        state.position = position
      }
      if (last && tree.size < last.size)
        throw (state.contradiction = contradiction(last, `the log has ${tree.size} events and lacks the end of`))
      if (tree.size === (last?.size ?? 0)) return undefined
      const head = { size: tree.size, root: tree.root().toString('base64'), position: state.position, signedAt: now().toISOString() }
      await append(headsFile, `${signedHead(head, signer)}\n`)
      state.last = head
      return head
    },
  }
}
