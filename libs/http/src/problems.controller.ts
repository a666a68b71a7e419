import { Controller, Get, Param } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { Problem, PROBLEMS, type ProblemKind, problemType } from './problem.ts'

/** The pages to which the `type` of a problem refers. */
@ApiExcludeController()
@Controller('problems')
@Public()
export class ProblemsController {
  @Get()
  all() {
    return Object.keys(PROBLEMS).map((kind) => described(kind as ProblemKind))
  }

  @Get(':kind')
  one(@Param('kind') kind: string) {
    if (!Object.hasOwn(PROBLEMS, kind)) throw new Problem('not-found', 'no problem type has this name: GET /problems lists all of them')
    return described(kind as ProblemKind)
  }
}

const described = (kind: ProblemKind) => ({ type: problemType(kind), ...PROBLEMS[kind] })
