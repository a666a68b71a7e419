import type { DataSource } from 'typeorm'
import { SMALLEST_SHOWN, type ShownNumber } from '../shown-number.ts'
import type { Characteristic } from './persons-counted.view.ts'

const COLUMN: Readonly<Record<Characteristic, string>> = {
  sex: 'sex',
  ageBand: 'age_band',
  nationalities: 'nationalities',
  disability: 'disability',
  purposes: 'purposes',
}

/** How many persons stated a code. */
export interface CountOfCode {
  readonly code: string
  readonly persons: number
}

/** How many persons stated each code of a characteristic, of what was recorded in a year; only the numbers that are shown. */
export const personsCounted = async (
  db: DataSource,
  shown: ShownNumber,
  by: Characteristic,
  year: string,
): Promise<readonly CountOfCode[]> => {
  const exact: CountOfCode[] = await db.query(
    `select code, count(*)::int as persons from persons_counted_v2, unnest(${COLUMN[by]}) as code
      where year = $1 group by code having count(*) >= ${SMALLEST_SHOWN} order by code`,
    [year],
  )
  return exact
    .map(({ code, persons }) => ({ code, persons: shown(['persons-counted', by, year, code], persons) }))
    .filter(({ persons }) => persons > 0)
}
