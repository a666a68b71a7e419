import { appendBatchFunction } from './0004-append.migration.ts'
import { CHECKS_WITH_LEFT_OUT } from './0012-basis-left-out.migration.ts'
import type { Succession } from './succession.ts'

/** Each command with the one of the same stream that comes before it in the batch. */
const SUCCESSORS = `
      select c.no, c.expected, lag(c.no) over stream as prior, lag(n.events) over stream as added
      from unnest(c_stream, c_expected) with ordinality c(stream, expected, no)
      join (select e.command, count(*) as events from unnest(e_command) e(command) group by e.command) n on n.command = c.no
      window stream as (partition by c.stream order by c.no)
      order by c.no`

/**
 * Commands of one stream follow each other: each expects the revision that the one before it leaves behind. Where one is
 * not recorded, none after it is, because they were decided on what it would have recorded.
 */
export const SUCCESSION: Succession = {
  declared: `
  is_succession boolean := commands > 1 and commands > (select count(distinct s.name) from unnest(c_stream) s(name));
  successor record;`,
  decided: `
  if is_succession then
    for successor in ${SUCCESSORS}
    loop
      continue when successor.prior is null or outcomes[successor.no] in (1, 3);
      if outcomes[successor.prior] = 0 and successor.expected in (-2, revisions[successor.prior] + successor.added) then
        outcomes[successor.no] := 0;
        revisions[successor.no] := revisions[successor.prior] + successor.added;
      else
        outcomes[successor.no] := 2;
      end if;
    end loop;
  end if;
`,
  guarded: `
  if is_succession then
    for successor in ${SUCCESSORS}
    loop
      if outcomes[successor.no] = 0 and outcomes[successor.prior] <> 0 then outcomes[successor.no] := 2; end if;
    end loop;
  end if;
`,
  isAbsent: 'not is_succession',
  // Within a stream, positions grow with revisions.
  order: 'e.command, e.no',
}

/** A batch may record several commands of one stream, one after another. */
export const successiveCommands = `
set local role events_owner;
${appendBatchFunction('create or replace', CHECKS_WITH_LEFT_OUT, SUCCESSION)}
reset role;
`
