// SMART Web Messaging, as the record system hears it: from the app's frame and its origin alone,
// and with the handle of this launch. Everything else is not answered.

let number = 0;

export function listen(app, opened, doing) {
  window.addEventListener("message", (event) => {
    const { frame, handle, patient } = opened();
    const message = event.data;
    if (!app || event.origin !== app || !frame || event.source !== frame.contentWindow) return;
    if (!message || typeof message !== "object" || message.messagingHandle !== handle) return;
    if (typeof message.messageId !== "string" || typeof message.messageType !== "string") return;
    number += 1;
    const payload = answer(message, patient, doing);
    const said = {
      messageId: `ehr-${number}`,
      responseToMessageId: message.messageId,
      additionalResponsesExpected: false,
      payload,
    };
    event.source.postMessage(said, app);
    if (message.messageType === "ui.done") doing.done();
  });
}

function answer(message, patient, doing) {
  const payload = message.payload && typeof message.payload === "object" ? message.payload : {};
  if (message.messageType === "status.handshake") return {};
  if (message.messageType === "ui.done") return { status: "success" };
  if (message.messageType === "scratchpad.create") return create(payload.resource, patient, doing);
  return { status: "failure", statusDetail: { text: "This record system does not do that." } };
}

function create(resource, patient, doing) {
  const whole = resource && typeof resource.resourceType === "string";
  if (!whole) return refused("400 Bad Request", "required");
  const about = resource.subject?.reference ?? resource.patient?.reference ?? "";
  const own = `Patient/${patient}`;
  if (about !== own && !about.endsWith(`/${own}`)) return refused("403 Forbidden", "forbidden");
  return { status: "201 Created", location: doing.scratch(resource) };
}

function refused(status, code) {
  const issue = [{ severity: "error", code }];
  return { status, outcome: { resourceType: "OperationOutcome", issue } };
}
