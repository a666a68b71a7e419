import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CASE_READERS, FromEverySector, Roles } from '@case-timeline/access'
import {
  approvalCommandsOf,
  asSent,
  commandBody,
  type CommandBody,
  correctEvent,
  CorrectInitiativeEvent,
  DeclineInitiativeApproval,
  GiveInitiativeApproval,
  retractEvent,
  RetractInitiativeEvent,
  WithdrawInitiativeApprovalRequest,
} from '@case-timeline/contracts'
import { commandControllers, CommandHandler, Context, type RequestContext } from '@case-timeline/http'
import { initiativeStream } from './initiative.stream.ts'

const COOPERATION = ['analyst', 'auditor', 'records-supervisor'] as const

// A supervisor of records has the same role in every sector, so this role does not show who may speak for all agencies.
const RAISING = ['analyst', 'auditor', ...CASE_READERS.filter((role) => role !== 'records-supervisor')] as const

export const initiativeControllers = commandControllers(initiativeStream, {
  initiatives: {
    RaiseChallenge: { everySector: RAISING },
    AgreeInitiative: COOPERATION,
    ReviewInitiative: COOPERATION,
    RecordTraining: { everySector: RAISING },
    RecordProcedure: { everySector: RAISING },
    SetOutcomeMeasure: { everySector: RAISING },
    RecordOutcome: { everySector: RAISING },
  },
})

/** A correction is not a command of the aggregate: it is checked by the rules of the command that recorded the fact. */
@ApiTags('initiatives')
@Controller('initiatives')
export class InitiativeCorrectionsController {
  constructor(private readonly commands: CommandHandler) {}

  @Post('correct-initiative-event')
  @Roles('records-supervisor')
  @FromEverySector()
  correct(@Context() context: RequestContext, @Body({ schema: asSent(commandBody(CorrectInitiativeEvent)) }) body: InitiativeBody) {
    return this.commands.correct(correctEvent('auditTrail'), context, ...correctionTargetOf(body))
  }

  @Post('retract-initiative-event')
  @Roles('records-supervisor')
  @FromEverySector()
  retract(@Context() context: RequestContext, @Body({ schema: asSent(commandBody(RetractInitiativeEvent)) }) body: InitiativeBody) {
    return this.commands.correct(retractEvent('auditTrail'), context, ...correctionTargetOf(body))
  }
}

/** The acts of a second person on a command of an initiative that waits for approval. */
@ApiTags('initiatives')
@Controller('initiatives')
export class InitiativeApprovalsController {
  constructor(private readonly commands: CommandHandler) {}

  @Post('give-initiative-approval')
  @Roles(...COOPERATION)
  @FromEverySector()
  give(@Context() context: RequestContext, @Body({ schema: asSent(commandBody(GiveInitiativeApproval)) }) body: InitiativeBody) {
    return this.commands.onRequest(approvals.GiveApproval, context, ...requestOf(body))
  }

  @Post('decline-initiative-approval')
  @Roles(...COOPERATION)
  @FromEverySector()
  decline(@Context() context: RequestContext, @Body({ schema: asSent(commandBody(DeclineInitiativeApproval)) }) body: InitiativeBody) {
    return this.commands.onRequest(approvals.DeclineApproval, context, ...requestOf(body))
  }

  @Post('withdraw-initiative-approval-request')
  @Roles(...COOPERATION)
  @FromEverySector()
  withdraw(
    @Context() context: RequestContext,
    @Body({ schema: asSent(commandBody(WithdrawInitiativeApprovalRequest)) }) body: InitiativeBody,
  ) {
    return this.commands.onRequest(approvals.WithdrawApprovalRequest, context, ...requestOf(body))
  }
}

const approvals = approvalCommandsOf('auditTrail')

/** The command on the request, and the initiative whose command waits. */
const requestOf = (body: InitiativeBody) => {
  const { initiativeId, ...data } = body.data
  return [{ ...body, data }, initiativeId] as const
}

type InitiativeBody = CommandBody<{ readonly initiativeId: string }>

/** The correction, and the stream of the initiative that contains the corrected fact. */
const correctionTargetOf = (body: InitiativeBody) => {
  const { initiativeId: streamId, ...data } = body.data
  return [
    { ...body, data },
    { aggregate: initiativeStream, streamId },
  ] as const
}
