from django.urls import path

from cycles.views import admission_orders, admissions, doses, gate, responses, stops, telephone_orders

urlpatterns = [
    path("cycles/<int:number>/", doses.board, name="board"),
    path("cycles/<int:number>/admit/", admissions.admit, name="admit"),
    path("cycles/<int:number>/discharge/", admissions.discharge, name="discharge"),
    path("cycles/<int:number>/early/", stops.early_admission, name="early_admission"),
    path("cycles/<int:number>/orders/", admission_orders.orders, name="orders"),
    path("cycles/<int:number>/orders/sign/", admission_orders.sign_orders, name="sign_orders"),
    path("cycles/<int:number>/orders/verify/", admission_orders.verify_orders, name="verify_orders"),
    path("cycles/<int:number>/bags/new/", admission_orders.prepare_bag, name="prepare_bag"),
    path("cycles/<int:number>/bags/<int:pk>/discard/", admission_orders.discard_bag, name="discard_bag"),
    path("cycles/<int:number>/exception/", stops.admission_exception, name="admission_exception"),
    path("cycles/<int:number>/slots/<int:slot>/", doses.chart_dose, name="chart_dose"),
    path("cycles/<int:number>/slots/<int:slot>/correct/", doses.correct_dose, name="correct_dose"),
    path("cycles/<int:number>/slots/<int:slot>/strike/", doses.strike_dose, name="strike_dose"),
    path("cycles/<int:number>/telephone-orders/new/", telephone_orders.record_order, name="record_order"),
    path("cycles/<int:number>/telephone-orders/<int:pk>/sign/", telephone_orders.countersign, name="countersign"),
    path("cycles/<int:number>/slots/<int:slot>/check/", gate.check, name="check"),
    path("cycles/<int:number>/slots/<int:slot>/hold/", gate.hold, name="hold"),
    path("cycles/<int:number>/slots/<int:slot>/correction/", gate.correction, name="hold_correction"),
    path("cycles/<int:number>/slots/<int:slot>/seen/", gate.seen, name="seen"),
    path("cycles/<int:number>/stop/", stops.stop_cycle, name="stop_cycle"),
    path("end-course/", stops.end_course, name="end_course"),
    path("permanent-stop/", stops.permanent_stop, name="permanent_stop"),
    path("hepatic-recovery/", stops.hepatic_recovery, name="hepatic_recovery"),
    path("response/", responses.response, name="response"),
    path("response/baseline/", responses.baseline, name="baseline"),
    path("response/after/<int:cycle>/", responses.record_scan, name="record_scan"),
    path("response/after/<int:cycle>/decide/", responses.decide, name="decide"),
]
