# reroll.R - a training in R that reroll(1) can drive; reroll-trainer(7) has the protocol.
#
#     source("reroll.R")
#
#     reroll_runs(sources = c("init", "shuffle"), kind = "regression", probes = nrow(x),
#                 train = function(run) {
#       set.seed(run$init)                            # train, seeded by run$init and run$shuffle
#       run$epoch(train_loss = a, test_loss = b)      # after each epoch; may be left out
#       predictions                                   # at the same points in every run
#     })
#
# Under `reroll drive -- Rscript train.R` train() is called once a run, in one process.  Started
# by itself the script is an ordinary one: train() is called once, with the seeds of its command
# line (--init 42), else of the environment (REROLL_INIT=42), else with new ones.
#
# What train() returns are the predictions: a vector; a matrix of a row a probe and a column an
# output; or the name of a .npy file.  An error in it is told, and is that run's alone.
#
# Seeds are integers, ready for set.seed(), which knows none above 2^31 - 1: larger ones stand
# 2^32 below (the one of them that R cannot hold is 0).
#
# One file, base R alone; copy it beside your script.  Whoever does may use it as they like.

# sources  names of what is seeded: init, shuffle, dropout, split ..., or your own words
# kind     regression | binary | classes
# probes   at how many points you predict
# ...      outputs = 3, output_names = c(...), targets = (the truth at the probes), epochs = 30,
#          trainer = "what to call it", choices = list(optimizer = c("sgd", "adam")) for a source
#          whose levels are words
reroll_runs <- function(train, sources, kind = "regression", probes = NULL, ...) {
  said <- list(...)
  if (Sys.getenv("REROLL_IN") == "" || Sys.getenv("REROLL_OUT") == "") {
    run <- reroll_alone(sources, said$choices)
    return(invisible(train(run)))
  }
  wanted <- file(Sys.getenv("REROLL_IN"), "r", raw = TRUE)
  out <- file(Sys.getenv("REROLL_OUT"), "w", raw = TRUE)
  on.exit({ close(wanted); close(out) })
  send <- function(...) {
    what <- list(...)
    fields <- paste0(reroll_json(names(what)), ":", vapply(what, reroll_json, ""))
    cat("{", paste(fields, collapse = ","), "}\n", file = out, sep = "")
    flush(out)
  }
  file_name <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  hello <- list(trainer = basename(c(file_name, "R")[1]), sources = as.list(sources), kind = kind, probes = probes)
  for (name in c("targets", "output_names"))
    if (!is.null(said[[name]])) said[[name]] <- as.list(c(t(said[[name]])))
  said$choices <- if (!is.null(said$choices)) lapply(said$choices, as.list)
  hello[names(said)] <- said
  do.call(send, Filter(Negate(is.null), hello))
  while (length(line <- readLines(wanted, 1)) == 1) {
    run <- reroll_run(line, send)
    before <- reroll_shared()
    tryCatch({
      p <- train(run)
      if (is.character(p)) p <- normalizePath(p)
      else if (!is.numeric(p) && !is.logical(p)) stop("train() returned no numbers")
      else p <- as.list(c(t(as.matrix(p))))       # probe by probe
      told <- list(run = run$number, predictions = p)
      if (Sys.getenv("REROLL_AUDIT") != "") {
        told$read <- as.list(attr(run, "read")$names)
        if (reroll_shared() != before) told$drawn <- list(".Random.seed" = reroll_shared())
      }
      do.call(send, told)
    }, error = function(e) send(run = run$number, error = conditionMessage(e)))
  }
}

# {"run":7,"init":123456,"optimizer":"adam"} as a list, with the function epoch().
reroll_run <- function(line, send) {
  pair <- regmatches(line, gregexpr('"[^"]*"[[:space:]]*:[[:space:]]*("[^"]*"|[-+.0-9eE]+)', line))[[1]]
  value <- sub('^"[^"]*"[[:space:]]*:[[:space:]]*', "", pair)
  run <- lapply(value, function(v) if (startsWith(v, '"')) gsub('"', "", v) else as.numeric(v))
  names(run) <- sub('^"([^"]*)".*', "\\1", pair)
  number <- run$run
  run$run <- NULL
  reroll_epochs(lapply(run, function(v) if (is.numeric(v)) reroll_seed(v) else v), number, send)
}

reroll_epochs <- function(levels, number, send) {
  last <- 0
  run <- new.env()
  attr(run, "read") <- read <- new.env()
  lapply(names(levels), function(name) makeActiveBinding(name, function() {
    read$names <- union(read$names, name)       # for `reroll audit`, which names seeds that nobody reads
    levels[[name]]
  }, run))
  run$number <- number
  # An epoch is over: train_loss =, test_loss =, accuracy =; counted from 1 unless said.
  run$epoch <- function(..., epoch = last + 1) {
    last <<- epoch
    send(run = number, epoch = epoch, ...)
  }
  run
}

# Digits alone, else NA.
reroll_whole <- function(text) if (grepl("^[0-9]+$", text)) as.numeric(text) else NA

# A level as set.seed() can have it.
reroll_seed <- function(v) {
  if (is.na(v)) return(NA)
  v <- if (v >= 2^31) v - 2^32 else v
  if (v > -2^31) as.integer(v) else 0L
}

# Where R's generator stands: for `reroll audit`, which says whether it is drawn from unseeded.
reroll_shared <- function() {
  state <- as.numeric(get0(".Random.seed", globalenv()))
  if (Sys.getenv("REROLL_AUDIT") == "") "" else sprintf("%.0f", sum(state %% 65536 * seq_along(state)))
}

# A list is an array, or an object where it has names; what is not finite is null.
reroll_json <- function(x) {
  if (is.list(x)) {
    flat <- unlist(x)
    items <- if (is.numeric(flat) && length(flat) == length(x)) reroll_json(flat)
      else vapply(x, reroll_json, "", USE.NAMES = FALSE)
    if (is.null(names(x))) return(paste0("[", paste(items, collapse = ","), "]"))
    return(paste0("{", paste0(reroll_json(names(x)), ":", items, collapse = ","), "}"))
  }
  if (is.character(x)) {
    x <- gsub("[[:cntrl:]]", " ", gsub('(["\\\\])', "\\\\\\1", enc2utf8(x)))
    return(paste0('"', x, '"'))
  }
  x <- as.numeric(x)
  ifelse(is.finite(x), sprintf("%.17g", x), "null")
}

reroll_alone <- function(sources, choices) {
  words <- unlist(lapply(commandArgs(trailingOnly = TRUE), function(a)
    if (grepl("^--[^=]+=", a)) c(sub("=.*", "", a), sub("^[^=]*=", "", a)) else a))
  fresh <- as.integer(Sys.time()) %% 100000 * 20011 + Sys.getpid()   # a generator's state stays as it is
  run <- list()
  for (s in sources) {
    fresh <- (fresh * 69069 + 12345) %% 2^31
    at <- match(paste0("--", s), words)
    level <- Sys.getenv(paste0("REROLL_", toupper(gsub("[^[:alnum:]_]", "_", s))), NA)
    if (!is.na(at)) level <- c(words, "")[at + 1]
    listed <- choices[[s]]
    run[[s]] <- if (is.null(listed)) reroll_seed(if (is.na(level)) fresh else reroll_whole(level))
      else listed[if (is.na(level)) fresh %% length(listed) + 1 else match(level, listed)]
    if (is.na(run[[s]])) {
      message("reroll.R: --", s, " ", level, ": ",
              if (is.null(listed)) "a whole number" else paste(listed, collapse = " or "), " was expected")
      quit("no", 1)
    }
  }
  message("reroll.R: one run, ", paste0("--", names(run), " ", unlist(run), collapse = " "))
  reroll_epochs(run, 0, function(run, ...) message("reroll.R: ", paste(names(list(...)), c(...), collapse = " ")))
}
