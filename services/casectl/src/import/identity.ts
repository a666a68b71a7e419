import { commandIdForImport, idForImport } from '@case-timeline/event-store'

/** Rows whose case cannot be read are kept together under this name, which no readable case can have. */
export const NO_CASE = ''

export const caseIdOf = (source: string, caseName: string): string => idForImport('case', source, caseName)

/** An id for something of a case that the source does not name: its one defendant, say. */
export const refOf = (source: string, caseName: string, word: string): string => idForImport(`ref ${word}`, source, caseName)

const plain = /^[A-Za-z0-9][A-Za-z0-9_./:+-]*$/
const longestPlain = 100

/**
 * What a row is called in its source: its case and its order, and from its second occurrence on which one it is, so that
 * equal rows of one file are two rows, and the same file read again is the same rows.
 * @param occurrence from 1
 */
export const sourceIdOf = (source: string, caseName: string, order: string, occurrence: number): string => {
  const readable = plain.test(caseName) && plain.test(order) && caseName.length + order.length < longestPlain
  const row = readable ? `${caseName}~${order}` : idForImport('row', source, JSON.stringify([caseName, order]))
  return occurrence === 1 ? row : `${row}~${occurrence}`
}

// A source id holds no blank, so these never meet the id of a row.
export const commandIdOfRow = (source: string, sourceId: string): string => commandIdForImport(source, sourceId)
export const commandIdOfExternal = (source: string, sourceId: string): string => commandIdForImport(source, `${sourceId} external`)
export const commandIdOfOpening = (source: string, caseName: string, command: string): string =>
  commandIdForImport(source, `${idForImport('case', source, caseName)} opening ${command}`)
