import { once } from 'node:events'
import { open, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { EXIT, Failure } from '../failure.ts'
import type { CsvRow } from './csv.ts'
import type { Unreadable } from './plan.ts'

/** The path of a file without links; of one that does not exist yet, in the folder where it will be. */
const pathOf = (file: string): Promise<string> =>
  realpath(file).catch(async () => {
    const folder = dirname(resolve(file))
    return join(await realpath(folder).catch(() => folder), basename(file))
  })

/**
 * Refuses to write over a file that is to be read, or written for another option.
 * @param option for messages, such as `--rejects`
 */
export const requireOtherFile = async (option: string, file: string, inputs: readonly (string | undefined)[]): Promise<void> => {
  const written = await pathOf(file)
  for (const input of inputs)
    if (input !== undefined && (await pathOf(input)) === written)
      throw new Failure(
        `${option} would write over ${input}, which is another file of this command.`,
        [`choose another file: ${option} FILE`],
        EXIT.usage,
      )
}

/** Where unreadable rows are written as the log has them. */
export interface Rejects {
  row(row: CsvRow, unreadable: Unreadable, value: string | undefined): Promise<void>
  end(): Promise<void>
}

/**
 * Opens a file for the unreadable rows, one JSON document per line with the row's own text. Readable only by its owner,
 * because a row may name people.
 */
export const rejectsFile = async (file: string): Promise<Rejects> => {
  const handle = await open(file, 'w', 0o600).catch((error: Error) => {
    throw new Failure(`The unreadable rows cannot be written: ${error.message}`, ['choose another file: --rejects FILE'])
  })
  // A file that was there keeps its mode otherwise.
  await handle.chmod(0o600)
  const stream = handle.createWriteStream()
  return {
    row: async ({ line, raw }, { column, reason }, value) => {
      const text = raw.replace(/[\r\n]+$/, '')
      if (!stream.write(`${JSON.stringify({ line, column, reason, value, text })}\n`)) await once(stream, 'drain')
    },
    end: async () => {
      stream.end()
      await once(stream, 'close')
    },
  }
}
